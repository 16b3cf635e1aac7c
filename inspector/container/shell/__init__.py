"""A small shell for the imagined container: the commands that change files, in GNU's words."""

from inspector.container.shell.changes import Changes
from inspector.container.shell.errors import CommandError
from inspector.container.shell.shell import COMMANDS, CommandResult, Shell

__all__ = ["COMMANDS", "Changes", "CommandError", "CommandResult", "Shell"]
