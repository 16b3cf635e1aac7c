"""Recipes as Dockerfiles: whatever the image says, a parser reads the steps and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.dockerfile import Note, Recipe, Step, dockerfile
from inspector.exports.dockerfile import dockerfile_lines, render_dockerfile
from inspector.spec import ContainerConfig, Healthcheck, HistoryEntry, ImageConfig, RootFS
from tests.analyses.dockerfile.histories import NOP, SHA, configured, recipe
from tests.dockerfile_parser import parse

ROOTFS = f"{NOP}ADD file:{SHA} in / "
WORDS = ["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK"]
WORDS += ["LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME"]
PIECES = ["/bin/sh -c ", "#(nop) ", NOP, " # buildkit", "|1 A=b ", "RUN ", " in /x ", "\n", "\\"]
PIECES += [f"file:{SHA}", "multi:", "--from=x ", "--x", "<<EOF", "\nEOF", "<<<", '"', "'", "$"]
PIECES += ["[", "]", '["a" "b"]', '["a"]', "[1]", "[a b]", "&{[", '"CMD" ', "'\\x00'}", "A=", "="]
PIECES += [" ", "\t", "\x1b", "\r", "#", "# syntax=x", "&& ", "\u2028", "\u202e", "\udc80", "\x00"]
PIECES += ["x", "80/tcp", "1-65535", "map[80/tcp:{}]", "cmd /S /C ", "`", "\x85", "\xa0"]
TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from([*PIECES, *(f"{word} " for word in WORDS)]), max_size=9).map("".join),
    st.builds(
        lambda start, word, rest, end: f"{start}{word} {''.join(rest)}{end}",
        st.sampled_from(["", NOP, "/bin/sh -c "]),
        st.sampled_from(WORDS),
        st.lists(st.sampled_from(PIECES), max_size=6),
        st.sampled_from(["", " # buildkit"]),
    ),
)
LISTS = st.none() | st.lists(TEXTS, max_size=3)
SETS = st.none() | st.dictionaries(TEXTS, st.none(), max_size=3)
CONFIGS = st.builds(
    ContainerConfig,
    user=st.none() | TEXTS,
    exposed_ports=SETS,
    env=LISTS,
    entrypoint=LISTS,
    cmd=LISTS,
    volumes=SETS,
    working_dir=st.none() | TEXTS,
    labels=st.none() | st.dictionaries(TEXTS, TEXTS, max_size=3),
    stop_signal=st.none() | TEXTS,
    shell=LISTS,
    healthcheck=st.none()
    | st.builds(
        Healthcheck,
        test=LISTS | st.tuples(st.sampled_from(["CMD", "CMD-SHELL", "NONE"]), TEXTS).map(list),
        interval=st.none() | st.integers(),
        retries=st.none() | st.integers(),
    ),
    on_build=LISTS,
)
IMAGES = st.builds(
    ImageConfig,
    rootfs=st.builds(RootFS, diff_ids=st.none() | st.lists(TEXTS, max_size=3)),
    config=st.none() | CONFIGS,
    os=st.sampled_from([None, "linux", "windows"]),
)
ROWS = st.builds(
    HistoryEntry,
    created=st.sampled_from([None, "2023-11-14T22:13:20Z", "2024-11-14T22:13:20Z", "x"]),
    created_by=st.none() | TEXTS,
    comment=st.sampled_from([None, "buildkit.dockerfile.v0", "FROM x\nRUN y", "FROM x"]),
    empty_layer=st.booleans(),
)


@given(IMAGES, st.lists(st.tuples(ROWS, st.none() | st.integers(0, 5)), max_size=6), TEXTS)
def test_any_image_gives_its_steps_and_no_other(
    config: ImageConfig, rows: list[tuple[HistoryEntry, int | None]], name: str
) -> None:
    found = dockerfile(config, rows)
    text = render_dockerfile(found, [name])
    steps = [step for step in found.steps if not step.is_comment]
    commands = parse(text)
    assert [each.word for each in commands] == [step.word for step in steps]
    for command, step in zip(commands, steps, strict=True):
        first, *rest = f"{step.word} {step.body}".split("\n")
        assert command.original.rstrip("\n") in {first, "\n".join((first, *rest))}
    assert all(char in "\n\t" or char >= " " for char in text)
    assert text.encode()


def test_a_whole_dockerfile() -> None:
    rows = [ROOTFS, f'{NOP} CMD ["bash"]', "|1 FOO=x y /bin/sh -c a", "umoci config"]
    found = recipe(*rows, config=configured(Cmd=["bash"], User="me"), layers=3)
    assert render_dockerfile(found, ["example.com/app:1", "sha256:12 linux/amd64"]) == (
        "# Dockerfile as far as the image tells: by its history, what it leaves open in comments\n"
        "# example.com/app:1\n"
        "# sha256:12 linux/amd64\n"
        "FROM scratch\n"
        f"# source lost: lost-source-{SHA[:12]} stands for it\n"
        f"ADD lost-source-{SHA[:12]} /\n"
        'CMD ["bash"]\n'
        "\n"
        "# guess: the base image ends here"
        " (build steps follow the CMD or ENTRYPOINT that ends an image)\n"
        "\n"
        '# built with the arguments FOO="x y"\n'
        "RUN a\n"
        "# the history says: umoci config\n"
        "# not in the history: lost-source-cccccccccccc stands for the files of layer 2\n"
        "ADD lost-source-cccccccccccc /\n"
        "# not in the history: the configuration has it\n"
        "USER me\n"
    )


def test_each_note_is_said() -> None:
    for note in Note:
        step = Step("RUN", "a", 0, 0, (note,), "what was told")
        said = render_dockerfile(Recipe((Step("FROM", "scratch"), step), None)).split("\n")
        assert said[2].startswith("# "), note
        assert "{" not in said[2]


def test_a_line_knows_its_step() -> None:
    found = list(dockerfile_lines(recipe(ROOTFS, "/bin/sh -c a")))
    assert [(line.text[:6], line.step) for line in found] == [
        ("# Dock", None),
        ("FROM s", 0),
        ("# sour", 1),
        ("ADD lo", 1),
        ("RUN a", 2),
    ]


def test_a_row_cannot_add_a_directive_or_an_instruction() -> None:
    row = HistoryEntry(created_by="tool\n# escape=`\nRUN evil\n", empty_layer=True)
    text = render_dockerfile(recipe(row), ["syntax=evil", "x\nRUN evil"])
    assert [command.word for command in parse(text)] == ["FROM"]
    assert "\n# x\\nRUN evil\n" in text


def test_what_no_line_holds_is_a_comment() -> None:
    text = render_dockerfile(recipe(HistoryEntry(created_by="ENV A=" + "\\" * 70_000)))
    assert [command.word for command in parse(text)] == ["FROM"]
