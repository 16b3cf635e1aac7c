"""The command line: one module a command (parse, ask, print), imported when it is called."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from inspector import garbage
from inspector.cli.kit import signals
from inspector.cli.kit.command import LANG, Command, choose_language
from inspector.cli.kit.faults import fault  # where memory is out nothing can be loaded
from inspector.cli.kit.streams import (
    EXIT_CODE,
    complain,
    fill_closed_descriptors,
    flush,
    is_terminal,
    release_streams,
    tell,
)
from inspector.errors import ExitCode, LayerscopeError
from inspector.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inspector.cli.kit.usage_errors import Commands

# name, module, one line of help; the module's ``command`` is the click command.
COMMANDS = (
    ("view", "inspector.cli.view", N_("Open the screen (the default).")),
    ("build", "inspector.cli.build", N_("Build with docker or podman and open the result.")),
    ("history", "inspector.cli.history", N_("Print the history as docker history does.")),
    ("ls", "inspector.cli.ls", N_("List the files at a layer, or what a layer changed.")),
    ("cat", "inspector.cli.cat", N_("Print the contents of a file.")),
    ("extract", "inspector.cli.extract", N_("Extract files and directories from an image.")),
    ("audit", "inspector.cli.audit", N_("Report waste, efficiency and findings.")),
    ("diff", "inspector.cli.diff", N_("Show what changed between two images.")),
    ("init", "inspector.cli.init", N_("Write a rule file for audit, measured on an image.")),
    (
        "dockerfile",
        "inspector.cli.dockerfile",
        N_("Print the Dockerfile as far as it can be reconstructed."),
    ),
    (
        "explain",
        "inspector.cli.explain",
        N_("Explain what each step did, and what a container starts."),
    ),
    (
        "container",
        "inspector.cli.container",
        N_("Show what commands would leave in a container's writable layer."),
    ),
    (
        "squash",
        "inspector.cli.squash",
        N_("Merge layers into one that stores nothing hidden."),
    ),
    (
        "learn",
        "inspector.cli.learn",
        N_("Learn about images and containers in hands-on lessons."),
    ),
    ("serve", "inspector.cli.serve", N_("Show the screen in a browser.")),
    ("verify", "inspector.cli.verify", N_("Check digests, diff_ids and sizes.")),
    ("fleet", "inspector.cli.fleet", N_("Audit many images, reading each layer once.")),
    ("images", "inspector.cli.images", N_("List the images in an archive.")),
    ("cache", "inspector.cli.cache", N_("Show or clear cached layer data.")),
    ("doctor", "inspector.cli.doctor", N_("Show what the program finds on this machine.")),
    (
        "completion",
        "inspector.cli.completion.command",
        N_("Print a script for completion with the TAB key."),
    ),
)
# Options that take a value and may stand before the command.
_GROUP_OPTIONS = (
    *(LANG, "--platform", "--image", "--base"),
    *("-j", "--ci-config", "--source"),
    *("--lowestEfficiency", "--highestWastedBytes", "--highestUserWastedPercent"),
)
# Set by a shell that asks what a word could become.
_COMPLETE = "_LAYERSCOPE_COMPLETE"
_ANSWERED_AT_ONCE = ("--help", "-h", "--version")
_INTERRUPTED = 128 + signal.SIGINT


class _ReaderGoneError(Exception):
    """Who read the answer has closed the pipe."""


class _InterruptedError(BaseException):
    """SIGINT."""


@contextmanager
def _hidden_from_click() -> Iterator[None]:
    """Rename what click would make status 1 of, or print an empty line for."""
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderGoneError from error
    except KeyboardInterrupt as error:
        raise _InterruptedError from error


def _load(name: str) -> click.Command | None:
    """Return the command of that name, None where there is none."""
    for known, module, _help in COMMANDS:
        if known == name:
            command: click.Command = import_module(module).command
            return command
    return None


class _CommandGroup(Command, click.Group):
    """A group whose commands are imported when they are called: start-up time is a feature."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [name for name, _, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        return _load(cmd_name)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  click's own signature
    ) -> click.Context:
        given = list(args)
        with _hidden_from_click():
            context = super().make_context(info_name, args, parent, **extra)
        context.meta["layerscope.misspelt"] = given[:1] == ["view"] and _is_misspelt(given[1:])
        return context

    def invoke(self, ctx: click.Context) -> object:
        try:
            with _hidden_from_click():
                return super().invoke(ctx)
        except LayerscopeError as error:
            # The highest code that applies wins: what was read in part stays so.
            error.exit_code = max(error.exit_code, ctx.meta.get(EXIT_CODE, ExitCode.OK))
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, _, text in COMMANDS])


def _tell_version(context: click.Context, parameter: click.Parameter, value: object) -> None:
    del parameter
    if value and not context.resilient_parsing:
        from inspector.cli.kit.versions import versions_text

        sys.stdout.write(versions_text())
        context.exit()


@click.group(
    cls=_CommandGroup,
    context_settings={"max_content_width": 100},
    subcommand_metavar="IMAGE | COMMAND IMAGE …",
    no_args_is_help=False,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help=N_("Show the version and exit."),
)
def group() -> None:
    """Inspect a container image: its layers, files, waste and history.

    IMAGE is a docker-save tar, an OCI archive, an OCI layout directory, or the name of an image in
    docker, podman, nerdctl or its registry; registry://HOST/NAME:TAG asks only the registry; -
    reads an archive from stdin; docker-container:NAME and podman-container:NAME open a container.
    Without a command, the screen opens; if stdout is not a terminal, the audit is printed.
    """


def with_command(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with ``view`` in front where no command was given.

    ``--ci`` with a format for the report is ``audit``. ``--version`` is understood anywhere but
    behind ``build``, whose arguments are an engine's.
    """
    given = list(arguments)
    at = _first(given)
    first = given[at] if at < len(given) else ""
    if first in _ANSWERED_AT_ONCE:
        return given[at:]
    is_command = first in {name for name, _, _ in COMMANDS}
    options = given[at : given.index("--")] if "--" in given else given[at:]
    if "--version" in options and first != "build":
        return ["--version"]
    if is_command:
        return [first, *given[:at], *given[at + 1 :]]
    if "--ci" in given and any(word.startswith(("--format", "--output")) for word in given):
        return ["audit", *given]  # dive has no formats to choose from
    return ["view", *(["--ci"] if is_pipeline() else []), *given]


def _first(given: Sequence[str]) -> int:
    """Return the place of the first word, or of what is answered before any word is read."""
    at = 0
    while at < len(given) and given[at].startswith("-") and given[at] not in {"-", "--"}:
        if given[at] in _ANSWERED_AT_ONCE:
            return at
        at += 2 if given[at] in _GROUP_OPTIONS else 1
    return at


def _others_begin(given: Sequence[str]) -> int:
    """Return the place from which on arguments are an engine's, but for options in front."""
    at = _first(given)
    if given[at : at + 1] != ["build"]:
        return len(given)
    at += 1
    while at < len(given) and given[at].partition("=")[0] in {LANG, "--engine"}:
        at += 1 if "=" in given[at] else 2
    return at


def is_pipeline() -> bool:
    """Whether the environment says that a pipeline runs, as dive understands it, with no terminal.

    dive asks Go's ``strconv.ParseBool`` what ``CI`` means.
    """
    says_so = os.environ.get("CI", "") in {"1", "t", "T", "true", "True", "TRUE"}
    return says_so and not is_terminal()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    fill_closed_descriptors()
    try:
        code = _ended(given)
    finally:
        release_streams()
    sys.exit(int(code))


def _ended(arguments: list[str]) -> int:
    """Return the exit code, however the command ends."""
    if sys.stdout is None:
        complain(_("standard output is closed"))
        return ExitCode.UNREADABLE
    try:
        with signals.raised():
            return _run(arguments)
    except _ReaderGoneError:
        return ExitCode.OK
    except (KeyboardInterrupt, _InterruptedError):
        complain(_("interrupted"))
        return _INTERRUPTED
    except signals.EndedError as end:
        complain(_("terminated"))
        return 128 + end.signal
    except Exception as error:  # noqa: BLE001  a fault of the program is one line, too
        complain(fault(error))
        return ExitCode.UNREADABLE


def _run(given: list[str]) -> int:
    try:
        arguments = choose_language(given, _others_begin(given))
    except LayerscopeError as error:
        complain(str(error))
        return error.exit_code
    if _COMPLETE in os.environ:
        sys.stdout.write(completed(os.environ))
        return ExitCode.OK
    if not arguments:
        with group.context_class(group, info_name="layerscope") as context:
            tell(group.get_help(context) + "\n")
        return ExitCode.USAGE
    try:
        with garbage.disabled():
            result = group.main(with_command(arguments), "layerscope", standalone_mode=False)
            flush()
    except click.ClickException as error:
        complain(_explained(error, arguments))
        return ExitCode.USAGE
    except click.exceptions.Abort as error:
        raise KeyboardInterrupt from error
    except LayerscopeError as error:
        complain(str(error) + _instead(error, arguments))
        return error.exit_code
    return int(result) if isinstance(result, int) else ExitCode.OK


def completed(environment: Mapping[str, str]) -> str:
    """Return what a shell is told that asks what a word could become."""
    from inspector.cli.completion.asked import Program
    from inspector.cli.completion.shells import answer

    return answer(Program(COMMANDS, _load, with_command), environment)


def _explained(error: click.ClickException, arguments: Sequence[str]) -> str:
    from inspector.cli.kit.usage_errors import explained

    return explained(error, arguments, with_command(arguments)[0], _commands())


def _instead(error: LayerscopeError, arguments: Sequence[str]) -> str:
    """Return a line for whoever took a misspelt command for one: it was looked for as an image."""
    if error.exit_code is not ExitCode.UNREADABLE:
        return ""
    commands = _commands()
    meant = commands.meant(arguments)
    if not meant:
        return ""
    told = _("or did you mean the command {command}? {example}")
    return "\n  " + told.format(command=meant, example=commands.example(meant))


def _is_misspelt(given: Sequence[str]) -> bool:
    """Whether an image's name is rather that of a command: its registry need not be asked."""
    if not any(word.isalpha() for word in given):
        return False
    from inspector.cli.kit.usage_errors import MISSPELT

    return bool(_commands().meant(given, MISSPELT))


def _commands() -> Commands:
    from inspector.cli.kit.usage_errors import Commands

    return Commands([name for name, _, _ in COMMANDS], _load)
