"""What all commands share: their options, and how they open an image and wait for its layers."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inspector.cli.kit.progress import ProgressLine
from inspector.cli.kit.receiving import Receiving
from inspector.cli.kit.streams import EXIT_CODE, complain, flush
from inspector.errors import ExitCode, UsageError, reason
from inspector.formats.access import Access, say_nothing
from inspector.formats.choice import choose
from inspector.formats.source import STDIN, open_archive
from inspector.language import N_, Lazy, _, together
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.image import Image, Processes, data_of
from inspector.text import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from inspector.errors import DamageError
    from inspector.formats import Archive
    from inspector.limits import Limits
    from inspector.reading.cache import LayerCache
    from inspector.reading.contents import Contents
    from inspector.reading.image import Layer
    from inspector.tree import Tree

IN_BROWSER = "in-browser"
_MAX_UNPACKED = "--max-unpacked"

F = TypeVar("F", bound="Callable[..., Any]")


def image_options(function: F) -> F:
    """Add the options that choose an image of an archive."""
    for option in (
        _noted_option(
            "--verbose",
            "-v",
            is_flag=True,
            help=N_("Verbose output."),
        ),
        no_cache_option,
        _noted_option(
            "--pause",
            is_flag=True,
            help=N_("Pause a container (docker-container:NAME …) while its files are copied."),
        ),
        max_unpacked_option,
        registry_options,
        platform_option(N_("Platform to use; default: the host's.")),
        click.option(
            "--image",
            "name",
            metavar="REF|ID|DIGEST",
            help=N_("Image to use, if there are several."),
        ),
    ):
        function = option(function)
    return function


def no_cache_option(function: F) -> F:
    """Add the option that leaves the user's cache alone."""
    return _noted_option(
        "--no-cache",
        is_flag=True,
        help=N_("Do not read or write cached layer data."),
    )(function)


def max_unpacked_option(function: F) -> F:
    """Add the option that raises what layers may decompress to."""
    return _noted_option(
        _MAX_UNPACKED,
        metavar="SIZE",
        help=N_("Read layers that decompress to more than 4 GiB, up to SIZE in all."),
    )(function)


def platform_option(told: str) -> Callable[[F], F]:
    """Return the option that chooses among the platforms of an image; ``told``: its help."""
    return click.option("--platform", metavar="OS/ARCH[/VARIANT]", help=told)


def registry_options(function: F) -> F:
    """Add the options that say how registries are reached."""
    for option in (
        _noted_option(
            "--insecure-registry",
            metavar="HOST",
            multiple=True,
            callback=_note_hosts,
            help=N_("Registry that may lack TLS or a valid certificate (repeatable)."),
        ),
        _noted_option(
            "--mirror",
            metavar="HOST",
            multiple=True,
            callback=_note_hosts,
            help=N_("Registry to try first for docker.io images (repeatable)."),
        ),
    ):
        function = option(function)
    return function


def _noted_option(*names: str, **settings: Any) -> Callable[[F], F]:  # noqa: ANN401  click's own
    """Return an option that is no command's own business: see ``_noted``."""
    return click.option(*names, **{"expose_value": False, "callback": _note, **settings})


def browser_option(function: F) -> F:
    """Add the switch that ``serve`` gives: stdin and stdout lead to a browser."""
    return click.option(f"--{IN_BROWSER}", IN_BROWSER.replace("-", "_"), is_flag=True, hidden=True)(
        function
    )


def _note(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """Keep a value that is no command's own business for ``_noted``."""
    context.meta[f"layerscope.{parameter.name}"] = value


def _note_hosts(context: click.Context, parameter: click.Parameter, value: Sequence[str]) -> None:
    """Keep hosts as ``_note`` does. Raises UsageError for what is none, whatever image is read."""
    if value:
        from inspector.registry.settings import check_hosts  # few give one

        is_mirror = parameter.name == "mirror"
        check_hosts(mirrors=value if is_mirror else (), insecure=() if is_mirror else value)
    _note(context, parameter, value)


def _noted(name: str) -> Any:  # noqa: ANN401  what the option is declared as
    context = click.get_current_context(silent=True)
    return context.meta.get(f"layerscope.{name}") if context is not None else None


def layer_cache() -> LayerCache | None:
    """Return the cache the user wants, None after ``--no-cache``."""
    from inspector.io.cachefolder import default_root
    from inspector.reading.cache import LayerCache

    given = access()
    return LayerCache(default_root(), given.tell) if given.keeps else None


def access() -> Access:
    """Return how the user wants images to be had."""
    return Access(
        pause=bool(_noted("pause")),
        mirrors=_noted("mirror") or (),
        insecure=_noted("insecure_registry") or (),
        keeps=not _noted("no_cache"),
        asks_registries=not _noted("misspelt"),
        tell=complain if _noted("verbose") else say_nothing,
        limits=_limits(_noted("max_unpacked")),
    )


def _limits(most_unpacked: str | None) -> Limits:
    if most_unpacked is None:
        return DEFAULT_LIMITS
    from inspector.rules.values import size  # few want it

    try:
        return DEFAULT_LIMITS.unpacking(size(most_unpacked))
    except ValueError as error:
        raise UsageError(together(": ", (_MAX_UNPACKED, reason(error)))) from error


def access_options() -> list[str]:
    """Return the options that say the same as ``access``, for another program."""
    given = access()
    flags = [("--no-cache", not given.keeps), ("--pause", given.pause)]
    most = _noted("max_unpacked")
    values = [
        ("--mirror", given.mirrors),
        ("--insecure-registry", given.insecure),
        (_MAX_UNPACKED, () if most is None else (most,)),
    ]
    options = [option for option, is_given in flags if is_given]
    pairs = ((option, value) for option, each in values for value in each)
    return [*options, *(word for pair in pairs for word in pair)]


def layer_option(function: F) -> F:
    """Add the option that names a layer."""
    return click.option(
        "--layer",
        type=int,
        metavar="N",
        help=N_("Layer number, from 0 (lowest); default: the top."),
    )(function)


def refuse_stdin_twice(references: Sequence[str]) -> None:
    """Raise UsageError where several images would be read from the one standard input."""
    if references.count(STDIN) > 1:
        raise UsageError(Lazy("only one of the images can come from standard input"))


def receive_archive(
    reference: str, platform: str | None = None, *, may_be_empty: bool = False
) -> Archive:
    """Open an archive; where it must be copied first, a terminal sees how far that is.

    ``platform``: which one is fetched of those that a registry has.
    """
    receiving = Receiving(reference)
    try:
        return open_archive(
            reference,
            access().limits,
            receiving,
            may_be_empty=may_be_empty,
            platform=platform,
            access=access(),
        )
    finally:
        receiving.end()


def open_image(
    reference: str, name: str | None, platform: str | None, *, by_table: bool = False
) -> Image:
    """Open an image; no layer is read. Raises LayerscopeError.

    ``by_table``: of a registry's layers their tables of contents are enough.
    """
    archive = receive_archive(reference, platform)
    source = choose(archive, image=name, platform=platform)
    return Image(archive, source, access().limits, partial(data_of, by_table=by_table))


class Loaded:
    """An image whose layers were read and merged."""

    def __init__(self, image: Image, tree: Tree, cache: LayerCache | None = None) -> None:
        self.image = image
        self.tree = tree
        self._cache = cache

    @cached_property
    def contents(self) -> Contents:
        """The contents of its files, for those who ask for them."""
        from inspector.reading.contents import Contents

        return Contents(self.image)

    def keep_fingerprints(self) -> None:
        """Keep what comparing contents has taught, so that no one reads them for it again."""
        if "contents" in self.__dict__:  # else nothing was compared
            self.keep(self.contents.fingerprinted)

    def keep(self, layers: Iterable[int]) -> None:
        """Keep the fingerprints of these layers, of which some were made."""
        if self._cache is not None:
            for number in layers:
                layer = self.image.layers[number]
                self._cache.keep_fingerprints(layer.data, layer.scan)

    def layer(self, number: int | None) -> int:
        """Return the layer that was asked for, the top one by default. Raises UsageError."""
        count = len(self.image.layers)
        if number is None:
            return count - 1
        if not 0 <= number < count:
            told = (
                N_("there is no layer {number}: the image has layers 0 to {last}")
                if count
                else N_("there is no layer {number}: the image has no layers")
            )
            raise UsageError(Lazy(told, number=number, last=count - 1))
        return number

    @property
    def exit_code(self) -> ExitCode:
        """Whether all was read."""
        from inspector.analyses.troubles import troubles

        is_partial = troubles(self.image, self.tree) or self.image.archive.damage
        return ExitCode.PARTIAL if is_partial else ExitCode.OK


def damaged(reference: str, damage: DamageError) -> str:
    """Return what to say of an archive that is damaged."""
    return _("{reference}: the archive is damaged: {damage}").format(
        reference=reference, damage=damage
    )


def load_image(
    reference: str, name: str | None, platform: str | None, *, by_table: bool = False
) -> Loaded:
    """Open an image, read its layers and merge them; what was damaged is said on stderr.

    ``by_table``: for who needs the tree, and few contents; see ``open_image``.
    """
    return read_image(reference, open_image(reference, name, platform, by_table=by_table))


def read_image(reference: str, image: Image, processes: Processes = Processes.FORKED) -> Loaded:
    """Read an image's layers and merge them; what was damaged is said on stderr."""
    from inspector.analyses.troubles import trouble_lines, troubles
    from inspector.tree import Tree

    tree = Tree()
    progress = _ReadingProgress(image)
    cache = layer_cache() if image.is_worth_keeping else None
    for layer in image.read_layers(progress.for_layer, cache, processes=processes):
        tree.apply(layer.entries, image.limits)
    progress.end()
    found = troubles(image, tree)
    for line in trouble_lines(found):
        complain(f"{reference}: {line}")
    if image.archive.damage is not None and not found:
        complain(damaged(reference, image.archive.damage))
    loaded = Loaded(image, tree, cache)
    click.get_current_context().meta[EXIT_CODE] = loaded.exit_code
    return loaded


class _ReadingProgress:
    """Tells on a terminal how far the reading of layers is."""

    def __init__(self, image: Image) -> None:
        self._total = sum(layer.compressed_size for layer in image.layers) or 1
        self._count = len(image.layers)
        self._read = 0
        self._line = ProgressLine()

    def for_layer(self, layer: Layer) -> _ReadingProgress | None:
        del layer
        return self if self._line.is_wanted else None

    def advance(self, size: int) -> None:
        self._read += size
        self._line.show(self._told)

    def end(self) -> None:
        self._line.end()

    def _told(self) -> str:
        share = percent(self._read, self._total)
        return _("reading {count} layers  {share:>4}").format(count=self._count, share=share)


def write(text: str) -> None:
    """Write an answer to stdout; undecodable bytes leave as they came in."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))


def write_verdict(parts: Iterable[str]) -> None:
    """Write an answer to stdout, and return though its reader be gone: more is said than that."""
    with suppress(BrokenPipeError):
        for part in parts:
            write(part)
    flush()
