"""The table of hostile inputs in docs/reliability.md: ``python -m tests.hostile_page``."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from inspector.limits import DEFAULT_LIMITS, GIB, MIB
from tests.build_image.attacks import ATTACKS

PAGE = Path(__file__).parent.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- hostile: made by tests/hostile_page.py -->\n", "<!-- end of hostile -->"
_QUICK, _SLOW = "cli/test_hostile.py::test_attacks", "engine/test_hostile.py::test_attacks"


class Row(NamedTuple):
    """An attack: what bounds it, what comes of it, and the test that builds it."""

    what: str
    rule: str
    result: str
    test: str


# What is no archive of its own, or has more than one test.
OTHERS = (
    Row(
        "a device, a FIFO without a writer, a symlink to itself as IMAGE",
        "a FIFO is waited for, for 2 seconds",
        "3: `it is a device`, `a FIFO that no program has opened for writing`, …",
        "cli/test_hostile.py::test_paths_that_are_no_archives",
    ),
    Row(
        "a file that shrinks or grows while it is read",
        "a file ends where it ended when it was opened",
        "4: `the file became shorter while it was read`; what is added is not read",
        "cli/test_hostile.py::test_a_file_that_shrinks_or_grows_while_it_is_read",
    ),
    Row(
        "bytes changed, and archives cut at every block",
        "damage: what comes before it is shown",
        "0, 3 or 4, in one line",
        "formats/test_damage.py::test_a_byte_changed_in_every_thousand",
    ),
    Row(
        "a table of contents that differs from its layer",
        "the tar counts where it is there, else each file's digest",
        "findings `toc-mismatch`, `toc-extra`, `toc-missing`",
        "reading/toc/test_compare.py::test_what_differs_is_told",
    ),
    Row(
        "a table of contents without an end",
        "{toc_bytes} of JSON, or the layer's own size up to {largest_toc}",
        "the layer is read whole",
        "reading/toc/test_listing.py::test_the_size_of_a_table_is_bounded",
    ),
    Row(
        "two indexes that disagree",
        "the OCI index counts",
        "finding `index-disagreement`",
        "formats/test_join.py::test_the_oci_side_leads",
    ),
    Row(
        "one document named 100,000 times",
        "16 times {json_bytes} of JSON in an archive",
        "3: a document that is not read is named",
        "formats/test_oci.py::test_one_large_document_is_not_read_a_thousand_times",
    ),
    Row(
        "windows and dictionaries of zstd and xz",
        "{decoder_memory} for decompressing",
        "4: a limit",
        "compression/test_compression.py::test_zstd_window_beyond_the_limit_is_a_limit",
    ),
    Row(
        "holes of sparse files that are read",
        "{hole_bytes} in one command, {hole_ratio} times what is stored beyond",
        "4: the file is not read",
        "reading/test_contents.py::test_holes_that_no_one_should_walk_are_refused",
    ),
    Row(
        "links and names that lead out of the folder that `extract` writes to",
        "files are made below open directories, and none is followed or replaced",
        "1: it is left out, and named",
        "extraction/test_writer.py::test_no_chain_of_accepted_links_leads_out",
    ),
    Row(
        "package databases: any byte changed",
        "{package_database} in a database, {packages:,} packages",
        "4: the database that is not read is named",
        "packages/test_rpm.py::test_any_changed_byte_gives_an_answer",
    ),
    Row(
        "an SQLite database with a column that computes for ever",
        "20 million steps of SQLite",
        "4: the database that is not read is named",
        "packages/test_rpmdb.py::test_a_column_that_computes_for_ever_is_stopped",
    ),
    Row(
        "RPM's databases whose pages or packages overlap",
        "packages are together no larger than their database",
        "4: the database that is not read is named",
        "packages/test_rpmdb.py::test_many_packages_on_the_same_pages_are_none",
    ),
    Row(
        "texts that are searched for secrets",
        "{secret_text} in a file, {secret_bytes} in a layer",
        "0: time in proportion to their length",
        "secrets/test_files.py::test_hostile_text_takes_no_long",
    ),
    Row(
        "rule files and lessons with keys of very many parts",
        "100 parts in a key, 1 MiB in a file",
        "2: `a key of more than 100 parts`",
        "test_toml.py::test_keys_of_very_many_parts_are_refused",
    ),
    Row(
        "a baseline or a list of images without an end",
        "64 MiB, 32 MiB",
        "2: `larger than 67,108,864 bytes`",
        "rules/test_growth.py::test_a_baseline_has_an_end",
    ),
    Row(
        "globs and paths that match slowly",
        "time in proportion to the path",
        "0",
        "analyses/test_path_globs.py::test_no_path_takes_long",
    ),
    Row(
        "templates whose texts double and double again",
        "16 MiB in a text, 16 MiB written for a row",
        "2: `more than 16777216 bytes`",
        "gotemplate/test_execute.py::test_what_a_template_makes_is_bounded",
    ),
    Row(
        "templates that nest without an end",
        "Go's own depth, and no deeper than Python's stack",
        "2: the template is refused",
        "gotemplate/test_parser.py::test_nested_parentheses_cannot_exhaust_the_stack",
    ),
    Row(
        "commands that double a file of an imagined container",
        "{content_pieces:,} pieces in a file",
        "1: `No space left on device`",
        "container/test_filesystem.py::test_a_file_has_room_for_so_many_pieces",
    ),
    Row(
        "a registry whose answer does not end",
        "a blob has the size that its manifest states",
        "4: the layer is not read",
        "registry/test_download.py::test_a_body_without_an_end_is_ended",
    ),
    Row(
        "a registry that gives other bytes",
        "every blob is compared with its digest",
        "4: they are not used",
        "registry/test_download.py::test_another_content_is_refused_and_not_kept",
    ),
    Row(
        "a registry that redirects in circles, or out of TLS",
        "few redirects, none from https to http",
        "3: one line",
        "registry/test_client.py::test_a_redirect_that_goes_in_circles_ends",
    ),
    Row(
        "a registry that sends a byte now and then",
        "16 KiB in 30 seconds",
        "3 or 4: one line",
        "registry/test_transport.py::test_a_blob_that_drips_is_ended_and_one_that_comes_slowly_is_not",
    ),
    Row(
        "a registry that sends a document in chunks of a byte",
        "30 seconds for a document",
        "3: `a document took longer than 30 s`",
        "registry/test_transport.py::test_a_document_that_takes_long_is_ended",
    ),
    Row(
        "a registry that asks for a pause",
        "30 seconds, five attempts",
        "3 or 4: one line",
        "registry/test_client.py::test_a_registry_may_ask_for_a_pause_that_is_bounded",
    ),
)


def rows() -> list[Row]:
    """Return all of them."""
    return [
        *(
            Row(
                each.what,
                each.rule,
                f"{each.code}: `{each.said}`"
                if each.code
                else f"0, finding `{each.said}`"
                if each.said
                else "0",
                _QUICK if each.is_quick else _SLOW,
            )
            for each in ATTACKS
        ),
        *OTHERS,
    ]


def table() -> str:
    """Return the rows as Markdown, with the limits that hold."""
    limits = {
        name: _shown(getattr(DEFAULT_LIMITS, name)) for name in DEFAULT_LIMITS.__struct_fields__
    }
    lines = ["| what | limit or rule | exit code and message | test |", "|---|---|---|---|"]
    lines += [
        f"| {each.what} | {each.rule.format(**limits)} | {each.result} | `{each.test}` |"
        for each in rows()
    ]
    return "\n".join(lines) + "\n"


class _Size(int):
    """A number of bytes: in MiB or GiB unless it is to be written with commas."""

    def __format__(self, form: str) -> str:
        if form:
            return int(self).__format__(form)
        if self >= MIB and not self % MIB:
            return f"{self // GIB} GiB" if not self % GIB else f"{self // MIB} MiB"
        return str(int(self))


def _shown(value: int) -> _Size:
    return _Size(value)


def page() -> str:
    """Return the page with the table as it should be. Raises ValueError where it has no place."""
    text = PAGE.read_text(encoding="utf-8")
    head, is_there, rest = text.partition(BEGIN)
    _, is_ended, tail = rest.partition(END)
    if not is_there or not is_ended:
        raise ValueError("the page has no place for the table")
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
