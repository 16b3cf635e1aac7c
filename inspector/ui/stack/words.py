"""What the stack of a path says in words: of the whole, and of each layer. All of it printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.stack import Outcome, Says
from inspector.language import N_, _
from inspector.text import counted, human_size
from inspector.tree.listing import named_type, type_of
from inspector.ui.kit.path_details import shortened
from inspector.ui.kit.sentences import paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.stack import Stack, StackLayer
    from inspector.ui.session.session import Session

_BRIEF = 200
_FIRST_MATCH = N_(
    "The search goes from the top down and takes the first match. A whiteout (.wh.NAME) or an "
    "opaque directory (.wh..wh..opq) ends it: nothing is there."
)
_MERGES = N_(
    "Directories merge: the search goes on below, and the topmost entry of a name is seen. "
    "A whiteout (.wh.NAME) or an opaque marker (.wh..wh..opq) ends it."
)
_CONTAINER = N_(
    "On top of an image, a container has a writable layer. It is empty here, as in a new "
    "container: the search goes on below."
)


def rule(stack: Stack) -> str:
    """Return the rule by which a path like this is looked up."""
    return _(_MERGES if stack.is_dir else _FIRST_MATCH)


def answer(stack: Stack) -> str:
    """Return where the search ends, and with what."""
    said = _answer(stack)
    return said if stack.is_known else _("{answer}, as far as known").format(answer=said)


def _answer(stack: Stack) -> str:
    end = stack.end
    if stack.is_dir:
        merged = sum(each.outcome is not Outcome.HIDDEN for each in _looked_into(stack))
        layers = counted(merged, "layer")
        if end is None:
            return _("directory in {layers}").format(layers=layers)
        told = _("directory in {layers}, the search ends in layer {layer}")
        return told.format(layers=layers, layer=end.layer)
    if stack.version is not None:
        return _("found in layer {layer}").format(layer=stack.version.layer)
    if end is None:
        return _("in no layer")
    return _("not there: hidden by layer {layer}").format(layer=end.layer)


def _looked_into(stack: Stack) -> list[StackLayer]:
    ends = {Outcome.MERGED, Outcome.FOUND, Outcome.HIDDEN}
    return [each for each in stack.layers if each.outcome in ends]


# -- a layer, in a cell of the list


def brief(session: Session, found: StackLayer) -> str:
    """Return what is at a layer, in few words."""
    if found.layer is None:
        return _("empty")
    match found.outcome:
        case Outcome.UNKNOWN:
            return _unread(session, found.layer)
        case Outcome.PASSED:
            return _("not in this layer") if found.is_whole else _("not in what could be read")
        case Outcome.MERGED:
            return _("directory, merges, opaque") if found.empties else _("directory, merges")
        case Outcome.FOUND if found.empties:
            return _("found here, opaque")
        case Outcome.FOUND:
            return _("found here: {type}").format(type=_type(found))
        case Outcome.HIDDEN:
            return _("hidden here: {why}").format(why=_hider(found))
        case Outcome.SKIPPED:
            return _skipped(session, found)


def _unread(session: Session, layer: int) -> str:
    return shortened(session.trouble(layer), _BRIEF) or _("not read yet")


def _type(found: StackLayer) -> str:
    version = found.version
    return _("directory") if version is None or version.is_dir else _(type_of(version))


def _hider(found: StackLayer) -> str:
    place = shortened(found.place, _BRIEF)
    match found.says:
        case Says.WHITEOUT:
            return shortened(found.marker.rpartition("/")[2], _BRIEF)
        case Says.OPAQUE:
            return _("{path} is opaque").format(path=place)
        case Says.HOLDS:
            return _("{type}, not a directory").format(type=_type(found))
    return _("{path} is a {type}").format(path=place, type=_type(found))


def _skipped(session: Session, found: StackLayer) -> str:
    match found.says:
        case Says.HOLDS | Says.INSIDE:
            is_dir = found.version is None or found.version.is_dir
            if is_dir:
                return _("not looked at: hidden directory")
            return _("not looked at: hidden copy")
        case Says.ABSENT:
            return _("not looked at")
        case Says.UNREAD if found.layer is not None:
            return _("not looked at: {why}").format(why=_unread(session, found.layer))
    return _("not looked at: {why}").format(why=_hider(found))


# -- a layer, in sentences


def answer_text(session: Session, stack: Stack, found: StackLayer) -> str:
    """Return what a layer has, and what that means for the search."""
    if found.layer is None:
        return _(_CONTAINER)
    told = list(_told(session, stack, found, found.layer))
    if not found.is_whole and found.says is not Says.UNREAD:
        trouble = shortened(session.trouble(found.layer), _BRIEF)
        told.append(_("The layer is {trouble}.").format(trouble=trouble))
    return paragraph(told)


def _told(session: Session, stack: Stack, found: StackLayer, layer: int) -> Iterator[str]:
    match found.outcome:
        case Outcome.UNKNOWN:
            told = _("Layer {layer} is {trouble}: what it has may change the answer.")
            yield told.format(layer=layer, trouble=_unread(session, layer))
        case Outcome.PASSED:
            told = _("Layer {layer} has nothing for the path: the search goes on below.")
            yield told.format(layer=layer)
        case Outcome.MERGED:
            yield from _directory(layer, found)
            yield _("The search goes on below.")
        case Outcome.FOUND:
            yield from _found(layer, found)
        case Outcome.HIDDEN:
            yield _hides(layer, stack, found)
            yield _("What lies below is not looked at.")
        case Outcome.SKIPPED:
            end = stack.end.layer if stack.end is not None else None
            yield _("The search ended in layer {layer}.").format(layer=end)
            yield _hidden(session, layer, found)


def _directory(layer: int, found: StackLayer) -> Iterator[str]:
    held, is_inside = _held(found), found.says is Says.INSIDE
    if is_inside and held:
        told = _("Layer {layer} has {paths} in this directory.")
    elif is_inside:
        told = _("Layer {layer} has nothing in this directory.")
    elif held:
        told = _("Layer {layer} has this directory, with {paths} in it.")
    else:
        told = _("Layer {layer} has this directory.")
    yield told.format(layer=layer, paths=held)
    if found.empties:
        told = _("Its marker {marker} hides what lower layers have in it.")
        yield told.format(marker=shortened(found.marker, _BRIEF))


def _held(found: StackLayer) -> str:
    """Return how many paths a layer has in the directory, "" for none."""
    if not found.paths:
        return ""
    paths = counted(found.paths, "path")
    if not found.stored_bytes:
        return paths
    return _("{paths} ({size})").format(paths=paths, size=human_size(found.stored_bytes))


def _found(layer: int, found: StackLayer) -> Iterator[str]:
    version = found.version
    if version is None or version.is_dir:
        yield from _directory(layer, found)
        yield _("The search ends here.")
        return
    told = _("Layer {layer} has the path: {type}. The search ends here.")
    if version.is_file:
        told = _("Layer {layer} has the path: {type}, {size}. The search ends here.")
    size = human_size(version.size)
    yield told.format(layer=layer, type=_(named_type(version)), size=size)
    if version.is_symlink and version.entry is not None:
        told = _("Following the link starts another search from the top, for {path}.")
        yield told.format(path=shortened(version.entry.link, _BRIEF))


def _hides(layer: int, stack: Stack, found: StackLayer) -> str:
    place, marker = shortened(found.place, _BRIEF), shortened(found.marker, _BRIEF)
    is_own, version = found.place == stack.path, found.version
    match found.says:
        case Says.WHITEOUT if is_own:
            told = _("Layer {layer} deletes it: its tar has {marker}.")
        case Says.WHITEOUT:
            told = _("Layer {layer} deletes {path}: its tar has {marker}.")
        case Says.OPAQUE:
            told = _("Layer {layer} empties {path}: its tar has {marker}, and not the path.")
        case _ if is_own:
            told = _(
                "Layer {layer} has {type} here, which does not merge with the directory above it."
            )
        case _:
            told = _(
                "Layer {layer} has {type} at {path}, which hides the directory that was there"
                " before."
            )
    kind = _(named_type(version)) if version is not None else _("something else")
    return told.format(layer=layer, path=place, marker=marker, type=kind)


def _hidden(session: Session, layer: int, found: StackLayer) -> str:
    """Return what a layer has that is not looked at."""
    version, held = found.version, _held(found)
    match found.says:
        case Says.HOLDS if version is not None and not version.is_dir:
            told = _("Layer {layer} has a hidden copy: {type}, {size} stored.")
            size = human_size(found.stored_bytes)
            return told.format(layer=layer, type=_(named_type(version)), size=size)
        case Says.HOLDS | Says.INSIDE if held:
            told = _("Layer {layer} has {paths} in the directory: hidden.")
            return told.format(layer=layer, paths=held)
        case Says.HOLDS | Says.INSIDE:
            return _("Layer {layer} has nothing in the directory: hidden.").format(layer=layer)
        case Says.UNREAD:
            told = _("Layer {layer} is {trouble}.")
            return told.format(layer=layer, trouble=_unread(session, layer))
        case Says.ABSENT:
            return _("Layer {layer} has nothing for the path.").format(layer=layer)
    told = _("Layer {layer} hides the path from the layers below it: {why}.")
    return told.format(layer=layer, why=_hider(found))
