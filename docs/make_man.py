"""Man pages, one a command, from the help that the commands print.

    python docs/make_man.py [FOLDER]

They are written by click-man, to ``man/`` where no folder is named. Building a wheel runs this
(hatch_build.py); they are not kept in the repository.
"""

from __future__ import annotations

import os
import re
import sys
import time
from inspect import cleandoc
from pathlib import Path

import click
from click_man.core import write_man_pages

from inspector import __version__
from inspector.cli import COMMANDS, group

ROOT = Path(__file__).parents[1]
# In a manual, one that is not escaped may be shown as a longer sign, which no shell understands.
_HYPHEN = re.compile(r"(?<!\\)-")


def whole() -> click.Group:
    """Return the program with all its commands loaded, each told as the list of commands does."""
    commands = {}
    for name, _module, told in COMMANDS:
        command = group.get_command(click.Context(group), name)
        if command is not None:
            command.short_help = told
            commands[name] = command
    found = click.Group("layerscope", commands=commands, params=group.params, help=group.help)
    found.short_help = "inspect a container image: its layers, files, waste and history"
    for each in (found, *commands.values()):
        _complete(each)
    return found


def _complete(command: click.Command) -> None:
    """Give a command what click-man leaves out: options that all have, and the example."""
    command.params = command.get_params(click.Context(command))
    command.help = cleandoc(command.help or "")
    example = (command.epilog or "").removeprefix("Example: ")
    if example:
        command.help = f"{command.help}\n\nExample:\n\n\b\n    {example}"


def main() -> None:
    """Write the pages."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "man"
    target.mkdir(parents=True, exist_ok=True)
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    date = time.strftime("%Y-%m-%d", time.gmtime(seconds))
    write_man_pages("layerscope", whole(), version=__version__, target_dir=target, date=date)
    for page in target.glob("layerscope*.1"):
        head, line_end, text = page.read_text(encoding="utf-8").partition("\n")
        page.write_text(head + line_end + _HYPHEN.sub(r"\\-", text), encoding="utf-8")


if __name__ == "__main__":
    main()
