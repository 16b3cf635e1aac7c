"""Which reports go where: ``--format`` and ``--output`` in pairs, ``--json``, dive's ``--json``."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import write_verdict
from inspector.cli.kit.saving import reachable, writing
from inspector.cli.kit.streams import complain
from inspector.errors import ExitCode, UnreadableError, UsageError
from inspector.exports.audit.reports import FORMATS, check_extra, pieces
from inspector.formats.source import parse_reference
from inspector.language import N_, Lazy
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from inspector.rules.report import AnyReport
    from inspector.rules.rule_set import RuleSet

F = TypeVar("F", bound="Callable[..., Any]")

_ORDER = "layerscope.report_order"
_STDOUT = frozenset({"-", "/dev/stdout"})
_DIVE_JSON = "dive-json"
# Words behind ``--json`` that can be no image: dive's form, ``--json FILE``.
_FILES = ("/dev/stdout", "/dev/stderr")
_SUFFIX = ".json"


class ReportTarget(NamedTuple):
    """A format, and the file to write it to; None is stdout."""

    format: str
    file: str | None


PRINTED = ReportTarget("text", None)


class ReportCommand(Command):
    """A command that knows in which order its reports were asked for.

    ``--json`` prints ours and takes no value; dive's ``--json FILE`` is understood where the word
    can be no image, ``--json=FILE`` always.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = with_dive_json(args)
        *_, order = self.make_parser(ctx).parse_args(args=list(given))
        ctx.meta[_ORDER] = [each.name for each in order]
        return super().parse_args(ctx, given)


def with_dive_json(args: Sequence[str]) -> list[str]:
    """Return the words of a command with ``-j FILE`` for dive's ``--json FILE``."""
    end = args.index("--") if "--" in args else len(args)
    found: list[str] = []
    for word in args[:end]:
        if found[-1:] == ["--json"] and (word.lower().endswith(_SUFFIX) or word in _FILES):
            found[-1:] = ["-j", word]
        elif word.startswith("--json="):
            found += ["-j", word.removeprefix("--json=")]
        else:
            found.append(word)
    return [*found, *args[end:]]


def report_options(function: F) -> F:
    """Add the options that say which reports go where."""
    names = [name for name, _, _ in FORMATS]
    for option in (
        click.option("-j", "json_files", metavar="FILE", multiple=True, help=_JSON_HELP),
        click.option(
            "--json",
            "as_json",
            is_flag=True,
            help=N_("Print a JSON object; an array for several images."),
        ),
        click.option(
            "--output",
            "outputs",
            metavar="FILE",
            multiple=True,
            help=N_(
                "File for the report of the preceding --format (repeatable); default: standard"
                " output."
            ),
        ),
        click.option(
            "--format",
            "formats",
            type=click.Choice(names),
            multiple=True,
            help=N_("Format of the report (repeatable, each with an --output)."),
        ),
    ):
        function = option(function)
    return function


_JSON_HELP = N_("Write dive's JSON to FILE, as dive's --json does (repeatable); also: --json=FILE.")


def targets(
    formats: Sequence[str], outputs: Sequence[str], json_files: Sequence[str]
) -> tuple[ReportTarget, ...]:
    """Return what was asked for, in its order; text on stdout for want of anything.

    Raises UsageError where two reports would go to one place, or a file's folder is not there.
    """
    order = click.get_current_context().meta.get(_ORDER, ())
    found = paired(order, formats, outputs, json_files)
    check_targets(found)
    return found


def paired(
    order: Sequence[str | None],
    formats: Sequence[str],
    outputs: Sequence[str],
    json_files: Sequence[str],
) -> tuple[ReportTarget, ...]:
    """Pair formats with files: an output belongs to the format before it.

    The only one of each belong together in any order. Raises UsageError.
    """
    given, files, dives = iter(formats), iter(outputs), iter(json_files)
    found: list[ReportTarget] = []
    spare: list[str] = []
    for name in order:
        if name == "formats":
            found.append(ReportTarget(next(given), None))
        elif name == "as_json" and ReportTarget("json", None) not in found:
            found.append(ReportTarget("json", None))
        elif name == "json_files":
            found.append(ReportTarget(_DIVE_JSON, next(dives)))
        elif name == "outputs":
            file = next(files)
            if found and found[-1].file is None:
                found[-1] = ReportTarget(found[-1].format, file)
            else:
                spare.append(file)
    open_ended = [number for number, each in enumerate(found) if each.file is None]
    if not spare:
        return tuple(found) or (PRINTED,)
    if len(spare) == 1 and not formats and "as_json" not in order:
        return (*found, ReportTarget("text", spare[0]))
    if len(spare) == 1 and len(open_ended) == 1:
        found[open_ended[0]] = ReportTarget(found[open_ended[0]].format, spare[0])
        return tuple(found)
    raise UsageError(
        Lazy("--output {file} has no --format", file=spare[0]),
        hint=Lazy("give --format before --output"),
    )


def check_targets(found: Sequence[ReportTarget]) -> None:
    """Raise UsageError where a report cannot be made or written, or two would go to one place."""
    from os.path import realpath

    for each in found:
        check_extra(each.format)

    places = [
        None if each.file is None or each.file in _STDOUT else realpath(each.file) for each in found
    ]
    for place, each in zip(places, found, strict=True):
        if places.count(place) > 1:
            named = Lazy("standard output") if place is None else each.file
            raise UsageError(
                Lazy("two reports would go to {named}", named=named),
                hint=Lazy("give each --format its --output"),
            )
        if each.file is not None and place is not None:
            _check_file(each.file)


def check_inputs(found: Sequence[ReportTarget], inputs: Iterable[str]) -> None:
    """Raise UsageError where a report would replace a file that is read: an image is gone then.

    An input that is a folder is read whole.
    """
    named = [each.file for each in found if each.file is not None]
    if not named:
        return
    from pathlib import Path

    written = [path for path in map(Path, named) if path.is_file()]
    for read in filter(Path.exists, map(Path, inputs if written else ())):
        for path in written:
            if path.samefile(read) or read.resolve() in path.resolve().parents:
                raise UsageError(
                    Lazy(
                        "--output {path}: would replace {read}, which is read", path=path, read=read
                    )
                )


def inputs(references: Iterable[str], rules: RuleSet) -> Iterator[str]:
    """Yield the files and the image folders that are read of these images, and the rule file."""
    for reference in map(parse_reference, references):
        if reference.is_path:
            yield reference.rest
    if rules.file is not None:
        yield rules.file


def _check_file(name: str) -> None:
    from pathlib import Path

    path = Path(name)
    with reachable("--output", name):
        is_folder, is_below_one = path.is_dir(), path.parent.is_dir()
    if not is_below_one:
        raise UsageError(
            Lazy("--output {name}: there is no folder {parent}", name=name, parent=path.parent)
        )
    if is_folder:
        raise UsageError(Lazy("--output {name}: not a file", name=name))


def write_reports(found: Sequence[ReportTarget], reports: Sequence[AnyReport]) -> ExitCode:
    """Write each report; a file is there whole or as it was.

    One that cannot be written is said and stops no other; of stdout OSError is raised.
    """
    code = ExitCode.OK
    for each in found:
        parts = pieces(each.format, reports)
        if each.file is None or each.file in _STDOUT:
            write_verdict(parts)
        elif first := next(parts, ""):
            try:
                with writing(each.file):
                    write_file(each.file, map(encode, chain((first,), parts)))
            except UnreadableError as error:
                complain(str(error))
                code = error.exit_code
    return code


def write_file(name: str, parts: Iterable[bytes]) -> None:
    """Write a file whole, where a link leads; what is no file, such as a pipe, as it comes."""
    from pathlib import Path

    from inspector.io.atomic import write_public

    path = Path(name)
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(parts)
    else:
        write_public(path.resolve(), parts)
