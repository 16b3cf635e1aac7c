"""The command: ``layerscope IMAGE`` and its verbs. Verbs are imported when they are called."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from inspector import __version__
from inspector.errors import ExitCode, LayerscopeError
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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
# Where a verb notes in its context what an error does not make better.
EXIT_CODE = "layerscope.exit_code"
_GROUP_OPTIONS = ("--platform", "--image", "--base")
_INTERRUPTED = 128 + signal.SIGINT


class _ReaderGoneError(Exception):
    """Who read the answer has closed the pipe."""


@contextmanager
def _reader_may_go() -> Iterator[None]:
    """Name a closed pipe so that click, which would make status 1 of it, does not know it."""
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderGoneError from error


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

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  click's own signature
    ) -> click.Context:
        with _reader_may_go():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        try:
            with _reader_may_go():
                return super().invoke(ctx)
        except LayerscopeError as error:
            # The highest code that applies wins: what was read in part stays so.
            error.exit_code = max(error.exit_code, ctx.meta.get(EXIT_CODE, ExitCode.OK))
            raise

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
    """Return the arguments with ``view`` in front where no verb was given.

    ``--version`` is understood anywhere.
    """
    given = list(arguments)
    options = given[: given.index("--")] if "--" in given else given
    if "--version" in options:
        return ["--version"]
    verbs = {verb for verb, _, _ in COMMANDS}
    at = 0
    while at < len(arguments) and arguments[at].startswith("-") and arguments[at] != "-":
        if arguments[at] in {"--help", "-h"}:
            return given
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
    if sys.stderr is None:  # closed by who called
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115  stays open to the end
    if sys.stdout is None:
        complain("standard output is closed")
        sys.exit(int(ExitCode.UNREADABLE))
    try:
        code = _run(given)
        sys.stdout.flush()
    except (BrokenPipeError, _ReaderGoneError):
        # The reader has enough: what follows, the interpreter's own flush included, goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.OK
    except KeyboardInterrupt:
        complain("interrupted")
        code = _INTERRUPTED
    except _TerminatedError as end:
        with suppress(OSError):  # a terminal that is gone hears nothing
            complain("terminated")
        code = 128 + end.signal
    sys.exit(int(code))


class _TerminatedError(BaseException):
    """SIGTERM, SIGHUP: unwinds the stack, so that temporary files and engines go."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.signal = number


def unwind_on_hangup() -> None:
    """Let SIGHUP end the command as SIGTERM does; for those who have something to clean up."""
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # ignored after `nohup`
        signal.signal(signal.SIGHUP, _terminated)


def _terminated(signum: int, frame: FrameType | None) -> None:
    del frame
    raise _TerminatedError(signum)


def _run(arguments: list[str]) -> int:
    if not arguments:
        with click.Context(group, info_name="layerscope") as context:
            click.echo(group.get_help(context), err=True)
        return ExitCode.USAGE
    # Collecting cycles over a tree that stays until the end takes half the time of merging it.
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        result = group.main(with_verb(arguments), "layerscope", standalone_mode=False)
    except click.ClickException as error:
        complain(_meant(arguments) or error.format_message())
        return ExitCode.USAGE
    except click.exceptions.Abort as error:
        raise KeyboardInterrupt from error
    except LayerscopeError as error:
        complain(str(error))
        return error.exit_code
    except OSError as error:
        complain(f"the system refused: {error}")
        return ExitCode.UNREADABLE
    except MemoryError:
        complain("out of memory")
        return ExitCode.UNREADABLE
    finally:
        if was_collecting:
            gc.enable()
    return int(result) if isinstance(result, int) else ExitCode.OK


def _meant(arguments: Sequence[str]) -> str | None:
    """Return which verb was meant, where what could not be understood begins with none."""
    from difflib import get_close_matches

    first = next((each for each in arguments if not each.startswith("-")), "")
    verbs = [verb for verb, _, _ in COMMANDS]
    near = get_close_matches(first, verbs, 1) if first not in verbs else []
    return f"there is no verb {first}: did you mean {near[0]}?" if near else None


def complain(message: str) -> None:
    """Print a message for people on stderr, line by line made printable."""
    lines = [printable(line) for line in message.split("\n")]
    click.echo("layerscope: " + "\n".join(lines), err=True)
