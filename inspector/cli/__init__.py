"""The command: ``layerscope IMAGE`` and its verbs. Verbs are imported when they are called."""

from __future__ import annotations

import gc
import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from inspector import __version__
from inspector.errors import ExitCode, LayerscopeError
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

# verb, module, one line of help; the module's ``command`` is the click command.
COMMANDS = (
    ("view", "inspector.cli.view", "Open the screen (the default)."),
    ("history", "inspector.cli.history", "Print what docker history prints."),
    ("ls", "inspector.cli.ls", "List files: merged, at a layer, or what a layer changed."),
    ("cat", "inspector.cli.cat", "Print a file's content."),
    ("extract", "inspector.cli.extract", "Write files and directories out of an image."),
    ("audit", "inspector.cli.audit", "Report waste, efficiency and findings."),
    ("dockerfile", "inspector.cli.dockerfile", "Print the Dockerfile, as far as it is told."),
    ("verify", "inspector.cli.verify", "Check digests, diff_ids and sizes."),
    ("images", "inspector.cli.images", "List what an archive holds."),
    ("cache", "inspector.cli.cache", "Show or clear what was learnt about layers."),
)
_GROUP_OPTIONS = ("--platform", "--image")
_TERMINATED = 128 + signal.SIGTERM
_INTERRUPTED = 128 + signal.SIGINT


class _Verbs(click.Group):
    """A group whose commands are imported when they are called: start-up time is a feature."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [verb for verb, _, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        for verb, module, _ in COMMANDS:
            if verb == cmd_name:
                command: click.Command = import_module(module).command
                return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, text) for verb, _, text in COMMANDS])


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="IMAGE | VERB IMAGE …",
    no_args_is_help=False,
)
@click.version_option(__version__, prog_name="layerscope", message="%(prog)s %(version)s")
def group() -> None:
    """Inspect a container image: its layers, files, waste and history.

    IMAGE is a docker-save tar, an OCI archive or an OCI layout directory. Without a verb the
    screen opens; where stdout is no terminal the audit is printed.
    """


def with_verb(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with ``view`` in front where no verb was given."""
    verbs = {verb for verb, _, _ in COMMANDS}
    at = 0
    while at < len(arguments) and arguments[at].startswith("-") and arguments[at] != "-":
        if arguments[at] in {"--help", "-h", "--version"}:
            return list(arguments)
        if arguments[at] == "--":
            break
        at += 2 if arguments[at] in _GROUP_OPTIONS else 1
    if at < len(arguments) and arguments[at] in verbs:
        return [arguments[at], *arguments[:at], *arguments[at + 1 :]]
    return ["view", *arguments]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    signal.signal(signal.SIGTERM, _terminated)
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has enough: what follows, the interpreter's own flush included, goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.OK
    except KeyboardInterrupt:
        complain("interrupted")
        code = _INTERRUPTED
    except _TerminatedError:
        complain("terminated")
        code = _TERMINATED
    sys.exit(int(code))


class _TerminatedError(BaseException):
    """SIGTERM: unwinds the stack, so that temporary files go."""


def _terminated(signum: int, frame: FrameType | None) -> None:
    del signum, frame
    raise _TerminatedError


def _run(arguments: list[str]) -> int:
    if not arguments:
        with click.Context(group, info_name="layerscope") as context:
            click.echo(group.get_help(context), err=True)
        return ExitCode.USAGE
    # Collecting cycles over a tree that stays until the end takes half the time of merging it.
    gc.disable()
    try:
        result = group.main(with_verb(arguments), "layerscope", standalone_mode=False)
    except click.ClickException as error:
        complain(error.format_message())
        return ExitCode.USAGE
    except click.exceptions.Abort as error:
        raise KeyboardInterrupt from error
    except LayerscopeError as error:
        complain(str(error))
        return error.exit_code
    except BrokenPipeError:
        raise
    except OSError as error:
        complain(f"the system refused: {error}")
        return ExitCode.UNREADABLE
    except MemoryError:
        complain("out of memory")
        return ExitCode.UNREADABLE
    finally:
        gc.enable()
    return int(result) if isinstance(result, int) else ExitCode.OK


def complain(message: str) -> None:
    """Print a message for people on stderr, line by line made printable."""
    lines = [printable(line) for line in message.split("\n")]
    click.echo("layerscope: " + "\n".join(lines), err=True)
