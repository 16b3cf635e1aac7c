"""``layerscope doctor``: what the program finds on this machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import write
from inspector.cli.kit.versions import COMPILED
from inspector.errors import ExitCode
from inspector.exports.layout.cells import display_width
from inspector.language import N_, _, ngettext, shown
from inspector.text import human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.cli.kit.machine import EngineState, Machine, TerminalFacts

_Row = tuple[str, str]


@click.command("doctor", cls=Command, epilog="Example: layerscope doctor")
@click.option("--json", "as_json", is_flag=True, help=N_("Print one JSON object."))
def command(*, as_json: bool) -> int:
    """Show what Layerscope finds here: terminal, libraries, cache, engines, registries.

    Nothing is changed, and no image is opened.
    """
    from inspector.cli.kit.machine import examined

    found = examined(os.environ)
    if as_json:
        import json

        from msgspec import to_builtins

        # in ASCII: names of folders need not be UTF-8
        write(json.dumps(to_builtins(found, enc_hook=str), indent=2) + "\n")
        return ExitCode.OK
    sections = [
        (_("Program"), _program(found)),
        (_("Terminal"), _terminal(found.terminal)),
        (_("Libraries"), _libraries(found)),
        (_("Extras"), _extras(found)),
        (_("Cache"), _cache(found)),
        (_("Engines"), [(name, _engine(each)) for name, each in found.engines.items()]),
        (_("Registries"), _registries(found)),
    ]
    write("\n".join(_section(heading, list(rows)) for heading, rows in sections))
    return ExitCode.OK


def _section(heading: str, rows: list[_Row]) -> str:
    width = max(display_width(name) for name, _value in rows)
    lines = [
        f"  {name}{' ' * (width - display_width(name))}  {printable(value)}\n"
        for name, value in rows
    ]
    return heading + "\n" + "".join(lines)


def _program(found: Machine) -> Iterator[_Row]:
    yield "layerscope", found.layerscope
    yield "Python", f"{found.python}  {found.executable}"
    yield "Textual", found.textual or _("not installed")
    yield _("system"), found.system


def _terminal(found: TerminalFacts) -> Iterator[_Row]:
    if found.is_terminal:
        yield "TERM", found.term or _("not set")
    else:
        yield (
            "TERM",
            _("{term}; standard output is not a terminal").format(term=found.term or _("not set")),
        )
    told = ngettext("{count:,} colour", "{count:,} colours", found.colours)
    yield _("colours"), told.format(count=found.colours) if found.colours else _("none")
    if found.columns is not None and found.lines is not None:
        yield _("size"), f"{found.columns}x{found.lines}"
    else:
        yield _("size"), _("not known")
    is_utf8 = found.encoding.lower().replace("-", "") == "utf8"
    yield (
        _("characters"),
        found.encoding
        if is_utf8
        else _("{encoding}: the screen needs UTF-8, set LANG=C.UTF-8").format(
            encoding=found.encoding
        ),
    )
    yield _("locale"), found.locale or _("not set")
    yield _("language"), found.language


def _libraries(found: Machine) -> Iterator[_Row]:
    for name, version in found.compiled.items():
        yield name, version or _(COMPILED[name])


def _extras(found: Machine) -> Iterator[_Row]:
    for name, is_there in found.extras.items():
        told = _("not installed: pip install '{extra}'").format(extra=f"layerscope[{name}]")
        yield name, _("installed") if is_there else told


def _cache(found: Machine) -> Iterator[_Row]:
    cache = found.cache
    yield _("folder"), cache.path
    told = ngettext("{count:,} file, {size}", "{count:,} files, {size}", cache.files)
    content = told.format(count=cache.files, size=human_size(cache.bytes))
    if cache.failure:
        content = _("cannot be read: {reason}").format(reason=shown(cache.failure))
    yield _("content"), content
    yield _("writable"), _("yes") if cache.writable else _("no: nothing is kept")


def _engine(found: EngineState) -> str:
    if not found.path:
        return _("not installed")
    if found.version:
        return f"{found.version}  {found.path}"
    return f"{found.path}: {shown(found.failure)}"


def _registries(found: Machine) -> Iterator[_Row]:
    if found.registries.failure:
        yield _("error"), shown(found.registries.failure)
    for path in found.registries.found:
        yield _("found"), path
    if not found.registries.found and not found.registries.failure:
        yield _("found"), _("no files with logins or certificates")
