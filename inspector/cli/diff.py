"""``layerscope diff``: what changed between two images, or two builds of one Dockerfile."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import click
from click.core import ParameterSource
from msgspec.structs import replace

from inspector.analyses.audit import AuditOptions, audit
from inspector.analyses.comparison import Side, compare, ignored, layer_pairs
from inspector.analyses.comparison.causes import explained
from inspector.analyses.comparison.unified import unified
from inspector.analyses.path_globs import PathGlobs
from inspector.cli.kit.auditor import complain_of_rules, complain_of_unread
from inspector.cli.kit.base import base_finder
from inspector.cli.kit.command import Command
from inspector.cli.kit.github import errors_for_github, write_for_github
from inspector.cli.kit.opening import (
    image_options,
    open_image,
    read_image,
    refuse_stdin_twice,
    write_verdict,
)
from inspector.cli.kit.parallel import beside
from inspector.cli.kit.report_targets import (
    ReportTarget,
    check_inputs,
    check_targets,
    inputs,
    write_file,
)
from inspector.cli.kit.rule_options import given_rules, rule_options
from inspector.cli.kit.saving import writing
from inspector.cli.kit.streams import complain, is_terminal
from inspector.errors import ExitCode, UsageError
from inspector.exports.comparison import FORMATS, render
from inspector.formats.source import STDIN
from inspector.io.processors import processors
from inspector.language import N_, Lazy, _
from inspector.rules.audit_rules import AUDIT_RULES
from inspector.rules.compared import TextDifference, compared
from inspector.text import encode
from inspector.ui.session.other_image import OtherImage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inspector.analyses.audit import Audit
    from inspector.analyses.comparison import Comparison, Ignored
    from inspector.analyses.comparison.model import LayerPair
    from inspector.cli.kit.opening import Loaded
    from inspector.rules.compared import Compared
    from inspector.rules.rule_set import RuleSet

# The options that say what a report is to hold, or what rules say, by the names of their values.
_OF_REPORTS = {
    *("form", "as_json", "output", "texts", "why", "exit_code", "rules"),
    *(rule.key for rule in AUDIT_RULES),
}
# Entries of which an audit takes longer than making a process for it.
_LARGE = 30_000
_FIELDS = N_(
    "Leave out paths that match a glob, or a field (repeatable): mtime, mode, uid, gid, owner,"
    " xattrs, hardlinks, order, pax, created, history, layers, config.NAME; or semantic: times, and"
    " whatever no container sees."
)


@click.command("diff", cls=Command, epilog="Example: layerscope diff app-1.tar app-2.tar")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(dict(FORMATS))),
    default="text",
    help=N_("Format of the report."),
)
@click.option("--json", "as_json", is_flag=True, help=N_("Print one JSON object."))
@click.option("--output", metavar="FILE", help=N_("File for the report."))
@click.option("--ignore", "left_out", metavar="GLOB|FIELD", multiple=True, help=_FIELDS)
@click.option(
    "--text",
    "texts",
    metavar="GLOB",
    multiple=True,
    help=N_("Show what differs in these files, line by line (repeatable)."),
)
@click.option(
    "--why",
    is_flag=True,
    help=N_("Read the files that differ and say why two builds differ."),
)
@click.option("--exit-code", is_flag=True, help=N_("Exit with 1 if the images differ."))
@click.option(
    "--old-image", "old_name", metavar="REF|ID|DIGEST", help=N_("Like --image, but for OLD only.")
)
@click.option("--screen", is_flag=True, help=N_("Show both images on the screen."))
@rule_options
@image_options
def command(
    *,
    old: str,
    new: str,
    form: str,
    as_json: bool,
    output: str | None,
    left_out: tuple[str, ...],
    texts: tuple[str, ...],
    why: bool,
    exit_code: bool,
    old_name: str | None,
    screen: bool,
    name: str | None,
    platform: str | None,
) -> int:
    """Show what changed from the image OLD to the image NEW.

    Layers, files, packages, configuration, history and findings; rules apply to NEW, with OLD as
    its baseline.
    """
    refuse_stdin_twice((old, new))
    if screen:
        _refuse_report_options()
        return _on_screen(new, name, OtherImage(old, old_name or name, platform, ignored(left_out)))
    target = ReportTarget("json" if as_json else form, output)
    rules = given_rules(wants_dive=False)
    check_targets([target])
    check_inputs([target], inputs((old, new), rules))
    globs = PathGlobs(texts)
    ignoring = ignored(left_out)
    sides = _read(_Named(old, old_name or name), _Named(new, name), platform)
    with _looked_into(sides, rules, ignoring) as seen:
        comparison = explained(_compare(sides, ignoring, seen), reads=why)
        found = compared(comparison, *seen().audits, rules, datetime.now(UTC).date())
    found = replace(found, texts=tuple(_texts(comparison, globs)))
    _write(render(target.format, found), output)
    write_for_github([found.report], lambda: render("markdown", found))
    codes = (each.loaded.exit_code for each in sides)
    return max(*codes, _code(found, wants_code=exit_code))


class _Named(NamedTuple):
    """An image as the user names it: where it is, and which of several."""

    reference: str
    name: str | None


class _ReadImage(NamedTuple):
    """An image that was read."""

    reference: str
    loaded: Loaded

    @property
    def side(self) -> Side:
        """What is compared."""
        return Side(self.loaded.image, self.loaded.tree)


class _Seen(NamedTuple):
    """What is found without the tree of both images."""

    layers: tuple[LayerPair, ...]
    audits: tuple[Audit, Audit]


def _refuse_report_options() -> None:
    """Raise UsageError where an option was given that the screen does not go by."""
    context = click.get_current_context()
    for each in context.command.params:
        is_given = context.get_parameter_source(each.name or "") is ParameterSource.COMMANDLINE
        if is_given and each.name in _OF_REPORTS:
            told = Lazy("{option} is for reports, not for --screen", option=each.opts[0])
            raise UsageError(told)


def _on_screen(new: str, name: str | None, old: OtherImage) -> int:
    """Show both images on the screen. Raises UsageError where there is no terminal for it."""
    from inspector.cli.view import on_screen
    from inspector.ui.shell.terminal.device import open_keyboard

    keyboard = open_keyboard() if is_terminal() else None
    if keyboard is None:
        raise UsageError(Lazy("--screen needs a terminal"))
    return on_screen(keyboard, new, name, old.platform, other=old)


def _read(old: _Named, new: _Named, platform: str | None) -> tuple[_ReadImage, _ReadImage]:
    """Open both images before any layer is read, then read both."""
    images = []
    for each in (old, new):
        with errors_for_github(each.reference):
            images.append(open_image(each.reference, each.name, platform))
    before, after = (
        _ReadImage(each.reference, read_image(each.reference, image))
        for each, image in zip((old, new), images, strict=True)
    )
    return before, after


def _compare(
    sides: tuple[_ReadImage, _ReadImage], ignoring: Ignored, seen: Callable[[], _Seen]
) -> Comparison:
    """Compare the images, and keep what reading their contents has shown."""
    old, new = (each.loaded for each in sides)
    one, other = (each.side for each in sides)
    found = compare(one, other, ignoring, is_whole=False, layers=lambda: seen().layers)
    shift, read = found.both.old_layers, found.both.contents.fingerprinted
    old.keep(each for each in read if each < shift)
    new.keep(each - shift for each in read if each >= shift)
    return found


@contextmanager
def _looked_into(
    sides: tuple[_ReadImage, _ReadImage], rules: RuleSet, ignoring: Ignored
) -> Iterator[Callable[[], _Seen]]:
    """Look at each image by itself; at large ones meanwhile, where a processor is idle."""
    entries = sum(len(layer.entries) for each in sides for layer in each.loaded.image.layers)
    has_room = entries > _LARGE and processors() > 1
    with beside(lambda: _look(*sides, rules, ignoring), wanted=has_room) as seen:
        yield cache(seen)


def _look(old: _ReadImage, new: _ReadImage, rules: RuleSet, ignoring: Ignored) -> _Seen:
    options = AuditOptions(
        exclude=ignoring.globs,
        globs=tuple(rules.forbidden),
        packages=True,
        unowned=False,
        dive=bool(rules.dive),
    )

    find_base = base_finder(None)

    def audited(name: str, found: Loaded) -> Audit:
        image = found.image
        return audit(name, image, found.tree, found.contents, find_base(image), options=options)

    layers = layer_pairs(old.side, new.side, ignoring)
    return _Seen(layers, (audited(*old), audited(*new)))


def _texts(comparison: Comparison, globs: PathGlobs) -> Iterator[TextDifference]:
    """Yield the unified differences of the files that globs name, before or after."""
    for each in comparison.files if globs else ():
        if globs.matches(each.path) or (each.source is not None and globs.matches(each.source)):
            lines = unified(comparison.both, each)
            if lines:
                yield TextDifference(each.path, lines)


def _write(text: str, output: str | None) -> None:
    """Write the report. Raises UnreadableError where a file cannot be written."""
    if output is None or output == STDIN:
        write_verdict((text,))
        return
    with writing(output):
        write_file(output, [encode(text)])


def _code(found: Compared, *, wants_code: bool) -> int:
    """Say on stderr what failed; return the highest code that applies."""
    code = max(complain_of_unread(found.old), complain_of_unread(found.new))
    complain_of_rules(found.report)
    if found.report.failed:
        code = max(code, ExitCode.CHECK_FAILED)
    if wants_code and not found.comparison.is_same:
        complain(_("the images differ"))
        code = max(code, ExitCode.CHECK_FAILED)
    return code
