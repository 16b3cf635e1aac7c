"""What the stack of a path says in words: of the whole, and of each layer. All of it printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.stack import Outcome, Says
from inspector.text import counted, human_size
from inspector.tree.listing import named_type, type_of
from inspector.ui.kit.path_details import shortened

if TYPE_CHECKING:
    from inspector.analyses.stack import Stack, StackLayer
    from inspector.ui.session.session import Session

_BRIEF = 200
_FIRST_MATCH = (
    "The search goes from the top down and takes the first match. A whiteout (.wh.NAME) or an "
    "opaque directory (.wh..wh..opq) ends it: nothing is there."
)
_MERGES = (
    "Directories merge: the search goes on below, and the topmost entry of a name is seen. "
    "A whiteout (.wh.NAME) or an opaque marker (.wh..wh..opq) ends it."
)
_CONTAINER = (
    "On top of an image, a container has a writable layer. It is empty here, as in a new "
    "container: the search goes on below."
)


def rule(stack: Stack) -> str:
    """Return the rule by which a path like this is looked up."""
    return _MERGES if stack.is_dir else _FIRST_MATCH


def answer(stack: Stack) -> str:
    """Return where the search ends, and with what."""
    said = _answer(stack)
    return said if stack.is_known else f"{said}, as far as known"


def _answer(stack: Stack) -> str:
    end = stack.end
    if stack.is_dir:
        merged = sum(each.outcome is not Outcome.HIDDEN for each in _looked_into(stack))
        until = f", the search ends in layer {end.layer}" if end is not None else ""
        return f"directory in {counted(merged, 'layer')}{until}"
    if stack.version is not None:
        return f"found in layer {stack.version.layer}"
    return f"not there: hidden by layer {end.layer}" if end is not None else "in no layer"


def _looked_into(stack: Stack) -> list[StackLayer]:
    ends = {Outcome.MERGED, Outcome.FOUND, Outcome.HIDDEN}
    return [each for each in stack.layers if each.outcome in ends]


# -- a layer, in a cell of the list


def brief(session: Session, found: StackLayer) -> str:
    """Return what is at a layer, in few words."""
    if found.layer is None:
        return "empty"
    match found.outcome:
        case Outcome.UNKNOWN:
            return _unread(session, found.layer)
        case Outcome.PASSED:
            return "not in this layer" if found.is_whole else "not in what could be read"
        case Outcome.MERGED:
            return f"directory, merges{_emptied(found)}"
        case Outcome.FOUND:
            return f"found here{_emptied(found) or f': {_type(found)}'}"
        case Outcome.HIDDEN:
            return f"hidden here: {_hider(found)}"
        case Outcome.SKIPPED:
            return _skipped(session, found)


def _unread(session: Session, layer: int) -> str:
    return shortened(session.trouble(layer), _BRIEF) or "not read yet"


def _type(found: StackLayer) -> str:
    version = found.version
    return "directory" if version is None or version.is_dir else type_of(version)


def _emptied(found: StackLayer) -> str:
    return ", opaque" if found.empties else ""


def _hider(found: StackLayer) -> str:
    place = shortened(found.place, _BRIEF)
    match found.says:
        case Says.WHITEOUT:
            return shortened(found.marker.rpartition("/")[2], _BRIEF)
        case Says.OPAQUE:
            return f"{place} is opaque"
        case Says.HOLDS:
            return f"{_type(found)}, no directory"
    return f"{place} is a {_type(found)}"


def _skipped(session: Session, found: StackLayer) -> str:
    match found.says:
        case Says.HOLDS | Says.INSIDE:
            is_dir = found.version is None or found.version.is_dir
            return f"not looked at: hidden {'directory' if is_dir else 'copy'}"
        case Says.ABSENT:
            return "not looked at"
        case Says.UNREAD if found.layer is not None:
            return f"not looked at: {_unread(session, found.layer)}"
        case _:
            return f"not looked at: {_hider(found)}"


# -- a layer, in sentences


def told(session: Session, stack: Stack, found: StackLayer) -> str:
    """Return what a layer has, and what that means for the search."""
    if found.layer is None:
        return _CONTAINER
    sentences = [_sentence(session, stack, found)]
    if not found.is_whole and found.says is not Says.UNREAD:
        sentences.append(f"The layer is {shortened(session.trouble(found.layer), _BRIEF)}.")
    return " ".join(sentences)


def _sentence(session: Session, stack: Stack, found: StackLayer) -> str:
    name = f"Layer {found.layer}"
    match found.outcome:
        case Outcome.UNKNOWN:
            why = shortened(session.trouble(found.layer or 0), _BRIEF) or "not read yet"
            return f"{name} is {why}: what it has may change the answer."
        case Outcome.PASSED:
            return f"{name} has nothing for the path: the search goes on below."
        case Outcome.MERGED:
            return f"{_directory(name, found)} The search goes on below."
        case Outcome.FOUND:
            return _found(name, found)
        case Outcome.HIDDEN:
            return f"{_hides(name, stack, found)} What lies below is not looked at."
        case Outcome.SKIPPED:
            end = stack.end.layer if stack.end is not None else None
            return f"The search ended in layer {end}. {_hidden(session, name, found)}"


def _directory(name: str, found: StackLayer) -> str:
    held = _held(found)
    said = f"{name} has this directory{f', with {held} in it' if held else ''}."
    if found.says is Says.INSIDE:
        said = f"{name} has {held or 'nothing'} in this directory."
    if found.empties:
        said += f" Its marker {shortened(found.marker, _BRIEF)} hides what lower layers have in it."
    return said


def _held(found: StackLayer) -> str:
    if not found.paths:
        return ""
    size = f" ({human_size(found.stored_bytes)})" if found.stored_bytes else ""
    return counted(found.paths, "path") + size


def _found(name: str, found: StackLayer) -> str:
    version = found.version
    if version is None or version.is_dir:
        return f"{_directory(name, found)} The search ends here."
    size = f", {human_size(version.size)}" if version.is_file else ""
    said = f"{name} has the path: {named_type(version)}{size}. The search ends here."
    if version.is_symlink and version.entry is not None:
        target = shortened(version.entry.link, _BRIEF)
        said += f" Following the link starts another search from the top, for {target}."
    return said


def _hides(name: str, stack: Stack, found: StackLayer) -> str:
    place, marker = shortened(found.place, _BRIEF), shortened(found.marker, _BRIEF)
    match found.says:
        case Says.WHITEOUT:
            what = "it" if found.place == stack.path else place
            return f"{name} deletes {what}: its tar has {marker}."
        case Says.OPAQUE:
            return f"{name} empties {place}: its tar has {marker}, and not the path."
    version = found.version
    kind = named_type(version) if version is not None else "something else"
    if found.place == stack.path:
        return f"{name} has {kind} here, which does not merge with the directory above it."
    return f"{name} has {kind} at {place}, which hides the directory that was there before."


def _hidden(session: Session, name: str, found: StackLayer) -> str:
    """Return what a layer has that is not looked at."""
    version = found.version
    match found.says:
        case Says.HOLDS if version is not None and not version.is_dir:
            size = human_size(found.stored_bytes)
            return f"{name} has a hidden copy: {named_type(version)}, {size} stored."
        case Says.HOLDS | Says.INSIDE:
            return f"{name} has {_held(found) or 'nothing'} in the directory: hidden."
        case Says.UNREAD:
            return f"{name} is {_unread(session, found.layer or 0)}."
        case Says.ABSENT:
            return f"{name} has nothing for the path."
    return f"{name} hides the path from the layers below it: {_hider(found)}."
