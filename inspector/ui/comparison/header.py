"""The lines on top: both images, their bytes, and in one line how they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content

from inspector.analyses.comparison.both import NEW, OLD
from inspector.exports.comparison.words import bytes_told, layers_told, sizes_told
from inspector.exports.layout.cells import ellipsis
from inspector.exports.sentences.growth import signed
from inspector.language import N_, _
from inspector.text import percent, printable
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import TextDialog
from inspector.ui.kit.pane import Pane, PanePlace
from inspector.ui.kit.path_details import FactTable, shortened
from inspector.ui.session.compared import ComparedSession
from inspector.ui.widgets.elide import keep_end

if TYPE_CHECKING:
    from inspector.analyses.comparison import Comparison
    from inspector.ui.session.reading import Reading
    from inspector.ui.session.session import Session

_LEAST_NAME = 12
_GAP, _ARROW = "   ", " → "


class ComparedHeaderPane(Pane):
    """Two lines."""

    TITLE = N_("Totals")
    PLACE = PanePlace.TOP
    COMPONENT_CLASSES: ClassVar[set[str]] = {"header--figure", "header--trouble"}
    DEFAULT_CSS = """
    ComparedHeaderPane {
        height: 2;
        padding: 0 1;
        background: $panel;
        color: $text-muted;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        & > .header--figure { color: $foreground; text-style: bold; }
        & > .header--trouble { color: $text-error; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="compared-header")
        self._said = ""

    def refresh_session(self) -> None:
        self.refresh()

    def show_placeholder(self, text: str) -> None:
        self.session = None
        self._said = text
        self.refresh()

    def show_reading(self, reading: Reading) -> None:
        said = _("reading {name}: layer {layer}, {share}")
        self._said = said.format(
            name=printable(reading.reference),
            layer=reading.layer or 0,
            share=percent(reading.share, 1),
        )
        self.refresh()

    def render(self) -> Content:
        session = self.session
        if not isinstance(session, ComparedSession):
            return Content(self._said)
        bold = self.get_visual_style("header--figure")
        wrong = self.get_visual_style("header--trouble")
        width = self.content_size.width
        names = tuple(map(printable, names_of(session)))
        told = told_bytes(session.comparison, width - sum(map(cell_len, names)))
        old, new = fitting(names, width - cell_len(told) - len(_GAP) - len(_ARROW))
        trouble = " ".join(f"! {each}" for each in troubles_of(session))
        return Content.assemble(
            (old, bold), _ARROW, (new, bold), _GAP + told, "\n",
            (f"{trouble}{_GAP}" if trouble else "", wrong), self._told(session.verdict, trouble),
        )  # fmt: skip

    def action_totals(self) -> None:
        """Show the verdict and the totals in full."""
        if isinstance(self.session, ComparedSession):
            self.app.push_screen(TextDialog(_(self.TITLE), FactTable(totals(self.session))))

    def _told(self, verdict: str, trouble: str) -> str:
        """Return the verdict; where it does not fit, with the key that shows all of it."""
        room = self.content_size.width - (cell_len(trouble + _GAP) if trouble else 0)
        if cell_len(verdict) <= room:
            return verdict
        hint = _("{key} shows all").format(key=key_of(self, "comparison.totals"))
        return f"{ellipsis(verdict, max(1, room - cell_len(_GAP + hint)))}{_GAP}{hint}"


def totals(session: ComparedSession) -> list[tuple[str, str]]:
    """Return the verdict and the figures of both images, with what they are called; printable."""
    old, new = (f"{each.name}  {each.image.id}" for each in session.sides)
    found, comparison = session.found, session.comparison
    rows = [
        (_("old image"), shortened(old)),
        (_("new image"), shortened(new)),
        (_("verdict"), session.verdict),
        (_("bytes"), bytes_told(comparison)),
        (_("size"), "" if found is None else sizes_told(found)),
        (_("layers"), layers_told(comparison)),
        *((_("damage"), each) for each in troubles_of(session)),
    ]
    return [each for each in rows if each[1]]


def names_of(session: ComparedSession) -> tuple[str, str]:
    """Return how the images are told apart: by their names, or where they came from."""
    old, new = session.sides
    if old.name != new.name:
        return old.name, new.name
    return _file(old), _file(new)


def _file(session: Session) -> str:
    return session.reference.rstrip("/").rpartition("/")[2] or session.name


def fitting(names: tuple[str, ...], room: int) -> list[str]:
    """Return both names in so many cells; of one that is cut, its end."""
    widths = [cell_len(each) for each in names]
    if sum(widths) <= room:
        return list(names)
    half = max(_LEAST_NAME, room // 2)
    least = [min(each, half) for each in widths]
    return [keep_end(names[OLD], room - least[NEW]), keep_end(names[NEW], room - least[OLD])]


def told_bytes(comparison: Comparison, room: int) -> str:
    """Return how many bytes came and went; in few cells, by how many the image grew."""
    told = bytes_told(comparison)
    if cell_len(told) + len(_GAP) + len(_ARROW) <= room:
        return told
    return signed(comparison.bytes.new - comparison.bytes.old)


def troubles_of(session: ComparedSession) -> list[str]:
    """Return which image is not known whole, and why; printable."""
    found = []
    for said, side in zip(
        (N_("old image, layer {layer}: {reason}"), N_("new image, layer {layer}: {reason}")),
        session.sides,
        strict=True,
    ):
        for layer, error in [*side.troubles.items()][:1]:
            found.append(printable(_(said).format(layer=layer, reason=error)))
        if not side.troubles and side.image.archive.damage is not None:
            damage = side.image.archive.damage
            found.append(printable(_("the archive is damaged: {damage}").format(damage=damage)))
    return found
