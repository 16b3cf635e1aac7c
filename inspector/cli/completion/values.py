"""What could stand in the place of a value: images, layers, paths in an image, files, lessons.

All of it ends soon, and what cannot be had is left out: whoever presses TAB wants no error.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from inspector.errors import LayerscopeError
from inspector.io.progress import CancelledError
from inspector.language import chosen
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from inspector.formats.model import Archive
    from inspector.reading.image import Image, Layer
    from inspector.tree import Tree

# Seconds: for engines to list their images, and for layers that were never read before.
_ENGINES, _LAYERS = 0.7, 1.5
_MOST = 1000
_LONGEST = 60
_ARCHIVES = (".tar", ".tgz", ".oci", ".tar.gz", ".tar.zst", ".tar.xz", ".tar.bz2")


class Value(NamedTuple):
    """What could be typed; one that ends in ``/`` may be followed by more."""

    text: str
    told: str = ""


def values(metavar: str, given: Mapping[str, object], incomplete: str) -> list[Value]:
    """Return what could stand for a value that help calls ``metavar``, and begins so.

    ``given`` are the command's other values. What a terminal would not show as it is, is left out.
    """
    found: list[Value] = []
    try:
        for source in _SOURCES.get(metavar, ()):
            found += islice(source(given, incomplete), _MOST)
    except (LayerscopeError, OSError, CancelledError):
        pass
    fitting = (each for each in found if each.text.startswith(incomplete))
    return [each for each in fitting if printable(each.text) == each.text]


def _files(given: Mapping[str, object], incomplete: str) -> Iterator[Value]:
    """Yield files and folders, hidden ones where they are asked for.

    A name that would be an option or a home stands behind ``./``.
    """
    del given
    folder, slash, begun = incomplete.rpartition("/")
    with os.scandir(os.path.expanduser(folder + slash) or ".") as found:  # noqa: PTH111
        names = sorted((each.name, each.is_dir()) for each in found)
    for name, is_folder in names:
        if name.startswith(begun) and (begun or not name.startswith(".")):
            is_plain = slash or begun[:1] == "-" or not name.startswith(("-", "~"))
            yield Value(("" if is_plain else "./") + folder + slash + name + "/" * is_folder)


def _folders(given: Mapping[str, object], incomplete: str) -> Iterator[Value]:
    return (each for each in _files(given, incomplete) if each.text.endswith("/"))


def _archives(given: Mapping[str, object], incomplete: str) -> Iterator[Value]:
    """Yield folders and what is called as archives are; where there is none, all files."""
    found = list(_files(given, incomplete))
    named = [each for each in found if each.text.lower().endswith((*_ARCHIVES, "/"))]
    yield from named or found


def _engine_images(given: Mapping[str, object], incomplete: str) -> Iterator[Value]:
    """Yield the images of docker and podman, whichever answer in time."""
    del given
    scheme, colon, _name = incomplete.partition(":")
    asked = (scheme,) if colon and scheme in {"docker", "podman"} else ("docker", "podman")
    if incomplete.startswith((".", "/", "~")):
        return
    before = f"{scheme}:" if asked == (scheme,) else ""
    with ThreadPoolExecutor() as pool:
        for names in pool.map(_listed, asked):
            for name in names:
                yield Value(before + name)


def _listed(engine: str) -> list[str]:
    from inspector.formats.engines import image_names

    with suppress(LayerscopeError):
        return image_names(engine, _ENGINES)
    return []


def _lessons(given: Mapping[str, object], incomplete: str) -> Iterator[Value]:
    del given, incomplete
    from inspector.lessons.catalogue import lessons

    for each in lessons():
        yield Value(each.id, each.words(chosen()).title)


def _archive(given: Mapping[str, object]) -> Archive | None:
    """Return the archive that was named, if it is a file or folder of this machine."""
    from inspector.formats.source import open_archive, parse_reference
    from inspector.limits import DEFAULT_LIMITS

    named = given.get("reference") or given.get("references")
    reference = named[0] if isinstance(named, tuple) and named else named
    if not isinstance(reference, str):
        return None
    reference = os.path.expanduser(reference)  # noqa: PTH111
    path = parse_reference(reference).rest
    if not os.path.isfile(path) and not os.path.isdir(path):  # noqa: PTH112, PTH113
        return None
    return open_archive(reference, DEFAULT_LIMITS, _Patience(_LAYERS))


def _image(given: Mapping[str, object]) -> Image | None:
    from inspector.formats.choice import choose
    from inspector.limits import DEFAULT_LIMITS
    from inspector.reading.image import Image

    archive = _archive(given)
    if archive is None:
        return None
    source = choose(archive, image=_text(given, "name"), platform=_text(given, "platform"))
    return Image(archive, source, DEFAULT_LIMITS)


def _text(given: Mapping[str, object], name: str) -> str | None:
    value = given.get(name)
    return value if isinstance(value, str) else None


def _names(given: Mapping[str, object], incomplete: str) -> Iterator[Value]:
    del incomplete
    archive = _archive(given)
    for source in archive.images if archive is not None else ():
        for name in source.names:
            yield Value(name)


def _platforms(given: Mapping[str, object], incomplete: str) -> Iterator[Value]:
    del incomplete
    archive = _archive(given)
    for source in archive.images if archive is not None else ():
        yield Value(str(source.platform))


def _layers(given: Mapping[str, object], incomplete: str) -> Iterator[Value]:
    del incomplete
    image = _image(given)
    for layer in image.layers if image is not None else ():
        told = " ".join(printable(layer.created_by).split())
        yield Value(str(layer.index), told[:_LONGEST])


def _paths(given: Mapping[str, object], incomplete: str) -> Iterator[Value]:
    """Yield what lies in the folder that was typed, as it is at the chosen layer."""
    from inspector.tree.follow import follow

    image = _image(given)
    if image is None:
        return
    tree = _tree(image)
    number = given.get("layer")
    layer = number if isinstance(number, int) else len(image.layers) - 1
    folder, slash, begun = incomplete.rpartition("/")
    node = tree.root
    if folder.strip("/"):
        node, _version = follow(tree, folder, layer, image.limits.symlink_hops)
    before = folder + slash if slash else "/"
    for name in sorted(node.children):
        version = node.children[name].visible_at(layer)
        if version is not None and name.startswith(begun):
            yield Value(before + name + "/" * version.is_dir)


def _tree(image: Image) -> Tree:
    """Merge the layers; what is read for it is kept, so that the next time is sooner."""
    from inspector.io.cachefolder import default_root
    from inspector.reading.cache import LayerCache
    from inspector.tree import Tree

    tree, patience = Tree(), _Patience(_LAYERS)
    cache = LayerCache(default_root(), lambda _told: None)
    for layer in image.read_layers(patience.of, cache):
        tree.apply(layer.entries, image.limits)
    return tree


class _Patience:
    """Ends a reading that takes longer."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def of(self, layer: Layer) -> _Patience:
        del layer
        return self

    def advance(self, size: int, /) -> None:
        del size
        if monotonic() > self._end:
            raise CancelledError


_IMAGE = (_archives, _engine_images)
_SOURCES: dict[str, tuple[Callable[[Mapping[str, object], str], Iterable[Value]], ...]] = {
    **dict.fromkeys(("IMAGE", "IMAGE…", "ARCHIVE", "OLD", "NEW", "SOURCE…"), _IMAGE),
    "IMAGE|LESSON": (*_IMAGE, _lessons),
    "N|ARCHIVE|REF": (_layers, *_IMAGE),
    "[LESSON]": (_lessons,),
    "N": (_layers,),
    "PATH": (_paths,),
    "PATH…": (_paths,),
    "REF|ID|DIGEST": (_names,),
    "OS/ARCH[/VARIANT]": (_platforms,),
    "FILE": (_files,),
    "ARGS…": (_files,),
    "DIR": (_folders,),
}
