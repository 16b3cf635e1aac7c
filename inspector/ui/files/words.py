"""What the files say of themselves: the title, and why there is nothing to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from inspector.language import N_, _
from inspector.text import counted
from inspector.ui.files.filter_query import FilterQuestion
from inspector.ui.kit.path_details import shortened
from inspector.ui.kit.placeholders import emptiness, nothing_found, unreadable
from inspector.ui.kit.sentences import listed
from inspector.ui.session.change_kinds import PathKind
from inspector.ui.session.selection import Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.ui.files.filter import Filter
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.selection import Selection
    from inspector.ui.session.session import Session

_GAP = "   "
_SHOWS = {
    PathKind.ADDED: N_("{key} shows added files"),
    PathKind.MODIFIED: N_("{key} shows modified files"),
    PathKind.REMOVED: N_("{key} shows removed files"),
    PathKind.UNMODIFIED: N_("{key} shows unmodified files"),
}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """What the files show; ``key`` names the key of an action."""

    session: Session
    step: Step
    selection: Selection
    filter: Filter
    key: Callable[[str], str]

    @property
    def question(self) -> FilterQuestion:
        """What the filter is to be asked."""
        step, session, selection = self.step, self.session, self.selection
        changes = session.changes.get(step.span) if step.span is not None else None
        mode, wanted = selection.mode, selection.filter
        merged, kinds = session.merged, selection.kinds
        return FilterQuestion(session, step.top, mode, changes, wanted, merged, kinds)

    @property
    def touched(self) -> frozenset[int] | None:
        """The layers that have something to do with the filter, None where that is not known."""
        return self.filter.layers(self.selection.filter)

    @property
    def has_no_layer(self) -> bool:
        """Whether the changes of a step that made no layer are to be shown: there are none."""
        return self.step.layer is None and self.selection.mode is Mode.CHANGES

    def next_layer(self, by: int) -> int | None:
        """Return the layer where the matches go on behind those that are shown, if they do."""
        step = self.step
        if step.first is not None or self._lacks_removed or self.session.is_of_two:
            return None
        if self.selection.mode is Mode.ALL and self.filter.has_matches:
            return None
        at = step.top + (0.5 if self.has_no_layer else 0)
        return self.filter.next_layer(self.selection.filter, at, by)

    @property
    def emptiness(self) -> str:
        """What to say in place of a tree of nothing; where there is something."""
        step, mode = self.step, self.selection.mode
        if (trouble := unreadable(self.session, step)) or self.selection.filter.is_empty:
            if self.session.is_of_two and not trouble and not self._hidden:
                return _("No path differs.")
            return trouble or self._hidden or emptiness(step, mode)
        ways = []
        is_change = self.selection.filter.asks_for_change
        if mode is Mode.CHANGES and not is_change and self._may_be_below:
            said = _("{key} searches everything up to this layer")
            if self.session.is_of_two:
                said = _("{key} searches all files of both images")
            ways.append(said.format(key=self.key("main.mode")))
        if self._lacks_removed:
            said = _("{key} searches what layers removed")
            ways.append(said.format(key=self.key("main.mode")))
        layer = self.next_layer(1)
        if layer is not None:
            said = _("{key} goes to layer {layer}")
            ways.append(said.format(key=self.key("main.next_match"), layer=layer))
        why = emptiness(step, mode) if self.has_no_layer else ""
        is_nowhere = self.touched is not None and not self.touched
        is_nowhere = is_nowhere and not self.session.is_of_two
        return nothing_found(ways, self.selection.filter.remarks, why, is_nowhere=is_nowhere)

    @property
    def _may_be_below(self) -> bool:
        """Whether everything up to the step may have matches that its changes do not have."""
        session, step, layers = self.session, self.step, self.touched
        if session.is_of_two:
            return True
        if step.span is not None and step.span.first == 0:
            return False  # they are all there is
        # These layers are those of changes that are not hidden.
        is_hiding = self.selection.kinds.hidden_in(is_all=False)
        return bool(is_hiding) or layers is None or any(each <= step.top for each in layers)

    @property
    def _lacks_removed(self) -> bool:
        """Whether removed paths are looked for where none are shown, at any layer."""
        is_all = self.selection.mode is Mode.ALL
        shown = self.selection.kinds.shown(is_all=is_all)
        return is_all and self.selection.filter.asks_for_removed and not shown.has_removed

    @property
    def _hidden(self) -> str:
        """What to say where the kinds that are hidden leave nothing; "" where none is."""
        hidden = self.selection.kinds.hidden_in(is_all=self.selection.mode is Mode.ALL)
        keys = [_(_SHOWS[kind]).format(key=self.key(f"main.{kind}")) for kind in hidden]
        return _("No files are left to show: {keys}.").format(keys=listed(keys)) if keys else ""

    @property
    def found(self) -> str:
        """How much the filter leaves."""
        if self.selection.filter.is_empty:
            return ""
        if self.has_no_layer:
            return _("no files here")
        if self.filter.has_matches:
            return self._elsewhere(self.filter.found)
        is_empty = self.filter.matches is not None
        if is_empty and self.selection.filter.remarks:
            return _("{found}, some terms not understood").format(found=self.filter.found)
        return self.filter.found

    def _elsewhere(self, found: str) -> str:
        """Say which layers have more matches than those shown: few of many look like all."""
        chosen, span = self.selection, self.step.span
        layers = sorted(self.touched or ())
        if chosen.mode is Mode.ALL:
            layers = [each for each in layers if each > self.step.top]
        elif span is not None:
            layers = [each for each in layers if not span.first <= each <= span.last]
        is_all = self.selection.filter.asks_for_change or self.session.is_of_two
        if not layers or is_all or self.filter.is_searching:
            return found
        if len(layers) == 1:
            return _("{found}, more in layer {layer}").format(found=found, layer=layers[0])
        there = counted(len(layers), "layer")
        return _("{found}, more in {layers}").format(found=found, layers=there)

    def title(self, room: int, note: str = "", *, is_filling: bool = False) -> str:
        """Return what is shown; in so many cells what ``n`` does, too. Printable.

        ``note`` is what the last move from match to match led to.
        """
        chosen, span, parts = self.selection, self.step.span, list[str]()
        # Where there is little room, what hides something is what must be known.
        if not self.selection.filter.is_empty:
            said = shortened(self.selection.filter.said, _LONGEST)
            parts.append(_("filter: {terms}").format(terms=said))
            parts.append(note or self.found)
        parts.append(self._what)
        trouble = self.session.trouble_in(span) if span is not None else ""
        parts.append(f"! {shortened(trouble)}" if trouble else "")
        parts.append(chosen.kinds.said(is_all=chosen.mode is Mode.ALL))
        parts.append(_("opening a large folder…") if is_filling else "")
        if self.step.first is not None:
            parts.append(_("{key} ends the range").format(key=self.key("main.end_range")))
        text = _GAP.join(filter(None, parts))
        sort = _GAP + chosen.sort.said
        if self.selection.filter.is_empty:
            return text + sort
        hints = (_GAP + each for each in self._hints)
        text += next((each for each in hints if cell_len(text + each) <= room), "")
        return text + sort if cell_len(text + sort) <= room else text

    @property
    def _hints(self) -> tuple[str, ...]:
        """What the key for the next match does, the longest first."""
        if not self.filter.has_matches:
            return ()
        key, layers = self.key("main.next_match"), self.touched
        short = _("{key}: next match")
        hints = [_("{key}: next match, also in the next layers"), _("{key}: next match or layer")]
        if self.next_layer(1) is None or layers is None:
            hints = [_("{key} goes to the next match")]
        return tuple(each.format(key=key) for each in (*hints, short))

    @property
    def _what(self) -> str:
        if self.session.is_of_two:
            is_all = self.selection.mode is Mode.ALL
            return _("both images") if is_all else _("what differs")
        if self.selection.mode is Mode.ALL:
            return _("everything up to layer {layer}").format(layer=self.step.top)
        if self.step.span is None:
            return _("changes of a step without a layer")
        return _("changes of {layers}").format(layers=self.step.span)
