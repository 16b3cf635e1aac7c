"""Where are the bytes? A picture of the image by folder, and of its waste by layer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from inspector.language import N_, _
from inspector.text import human_size
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.pane import Pane
from inspector.ui.kit.placeholders import NO_LAYERS
from inspector.ui.map.folders import FolderPicture
from inspector.ui.map.waste import WastePicture
from inspector.ui.session import messages
from inspector.ui.session.target import target_at
from inspector.ui.widgets.box_layout import OTHERS, BoxLevel
from inspector.ui.widgets.boxes import Boxes
from inspector.ui.widgets.path_text import PathText

if TYPE_CHECKING:
    from collections.abc import Hashable

    from textual.app import ComposeResult

    from inspector.ui.map.picture import Answer, Picture, PictureQuestion
    from inspector.ui.session.history_steps import Span
    from inspector.ui.session.selection import Selection
    from inspector.ui.session.session import Session
    from inspector.ui.widgets.box_layout import Item

# Looking at so many paths, and drawing what was found, takes about a frame.
_FRAME = 1500
# Seconds for which the picture of before is left where it is while the next is worked out.
_PATIENCE = 0.2


def _of_smallest(level: BoxLevel) -> str:
    count = len(level.items) + level.others.count
    told = _("{size}   the {count} smallest")
    return told.format(size=human_size(level.size), count=f"{count:,}")


class MapTitle(PathText):
    """The place that is shown."""

    DEFAULT_CSS = """
    MapTitle { color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__(classes="pane-line")


class MapPane(Pane):
    """Boxes whose areas are sizes: folders in folders, or layers and what they waste."""

    TITLE = N_("Map")
    IS_LEADING = True
    HELP = N_("""\
## Map

The image as boxes: the area of each is its size, and the contents of a folder are drawn inside it.
By folder: what the chosen layer wrote, or (`{main.mode}`) everything up to it; the letter shows
what the layer did, as in the files. `{map.turn}` switches to the waste by layer: what each layer
stored that is not visible in the final image. The letter shows why: `M` overwritten, `D` removed,
`m` stored again with the same content.

`{boxes.choose}` opens a folder or a layer; on a file it shows the contents, as the layer stored
them. `{map.out}` goes up one level. Items too small for a box of their own share one, and
`{boxes.choose}` shows what is in it. Items that take no space have no box.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "turn", N_("Folders/waste"), id="map.turn",
                tooltip=N_("Show the image by folder, or its waste by layer")),
        Binding("backspace,u,escape", "leave", N_("Out"), id="map.out",
                tooltip=N_("Go up to the parent folder")),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__(id="map")
        self._title = MapTitle()
        self._boxes = Boxes(_("opening…"), id="map-boxes")
        self._folders, self._waste = FolderPicture(), WastePicture()
        self._picture: Picture = self._folders
        self._jobs = Jobs(self)
        self._question: PictureQuestion | None = None
        self._answer: Answer | None = None  # what is shown, unless a sentence is
        self._around: list[BoxLevel] = []  # levels whose smallest alone are shown, outermost first
        self._cursor: Hashable | None = None  # the key of the box that the cursor was last known on
        self.is_seen = False

    @property
    def _is_waiting(self) -> bool:
        """Whether a thread works out what is to be shown."""
        return self._jobs.is_busy()

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._boxes

    # -- what the screen says

    def show_session(self, session: Session) -> None:
        self._folders.begin()
        self._waste.begin()
        empty = _("opening…") if session.steps else _(NO_LAYERS)
        self._say(empty)
        super().show_session(session)

    def refresh_session(self) -> None:
        self._show()

    def show_placeholder(self, text: str) -> None:
        self.session = None
        self._say(text)

    def set_seen(self, *, is_seen: bool) -> None:
        """Go to the path that was chosen elsewhere once the tab is shown."""
        node = self.selection.node
        if is_seen and not self.is_seen and node is not None:
            self._folders.point(node)
            self._show_all()
        super().set_seen(is_seen=is_seen)
        if is_seen:
            self._show()
            self._tell()

    def show_selection(self, selection: Selection) -> None:
        """Show another layer or mode; folder and path stay."""
        before = self.selection
        super().show_selection(selection)
        if (before.step, before.mode) != (selection.step, selection.mode):
            self._show()

    def refresh_changes(self, span: Span) -> None:
        """Show changes that were waited for."""
        step = self.selection.step
        if step is not None and step.span == span:
            self._show()

    # -- keys

    def action_turn(self) -> None:
        self._picture = self._waste if self._picture is self._folders else self._folders
        self._show()

    def action_leave(self) -> None:
        if self._around:
            self._picture.move(OTHERS, is_placed=False)
            self._draw(self._around.pop())
            return
        self._picture.leave()
        self._show()

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer to go out only where there is something around."""
        return action != "leave" or bool(self._around) or not self._picture.is_top

    # -- the picture

    def _show(self) -> None:
        session, selection = self.session, self.selection
        if session is None or selection.step is None or not self.is_seen:
            return
        question = self._picture.ask(session, selection.step, selection.mode)
        if isinstance(question, str):
            self._say(question)
        elif question != self._question:
            self._ask(question)
        elif not self._is_waiting:
            self._point()
        self.refresh_bindings()

    def _point(self) -> None:
        """Put the cursor on what is wanted by now; it may be further on than its last word."""
        cursor = self._picture.cursor(self._boxes.level)
        if cursor != self._cursor:
            self._cursor = cursor
            self._boxes.point(cursor)

    def _ask(self, question: PictureQuestion) -> None:
        """Answer a question, or have a thread answer it: the last one alone counts."""
        self._question = question
        self._jobs.cancel()
        if question.weighs_more_than(_FRAME):
            self._jobs.run(lambda _: question.answer(), self._arrive)
            self.set_timer(_PATIENCE, partial(self._show_placeholder, question))
        else:
            self._arrive(question.answer())

    def _show_placeholder(self, question: PictureQuestion) -> None:
        """Do not leave what was shown before where the answer takes long."""
        if self._is_waiting and question is self._question:
            self._title.show("", "")
            self._boxes.show_placeholder(_("adding up…"))

    def _arrive(self, answer: Answer) -> None:
        self._picture.arrive(answer)
        self._answer = answer
        self._around.clear()
        if answer.placeholder:
            self._title.show(answer.path, answer.words)
            self._boxes.show_placeholder(answer.placeholder)
            self.refresh_bindings()
        else:
            self._draw(answer.level)

    def _draw(self, level: BoxLevel) -> None:
        """Draw a level of the answer: the whole, or its smallest alone."""
        if self._answer is not None:
            words = _of_smallest(level) if self._around else self._answer.words
            self._title.show(self._answer.path, words)
        self._cursor = self._picture.cursor(level)
        self._boxes.show(level, at=self._cursor)
        self.refresh_bindings()

    def _show_all(self) -> None:
        """Go back to all of what is shown, where its smallest alone are."""
        if self._around:
            level = self._around[0]
            self._around.clear()
            self._draw(level)

    def _open_others(self, first: Item | None) -> None:
        """Draw what was too small for a box of its own, from the largest of it on."""
        level = self._boxes.level
        at = next((at for at, item in enumerate(level.items) if item is first), 0)
        if first is None or not at:
            told = _("Too small to draw: tab {tab} lists them.")
            self.notify(told.format(tab=_(self._picture.tab)), markup=False)
            return
        self._around.append(level)
        self._picture.move(first.key, is_placed=False)
        self._draw(BoxLevel(level.items[at:], level.others))

    def _say(self, text: str) -> None:
        self._question = self._answer = None
        self._around.clear()
        self._jobs.cancel()
        self._title.show("", "")
        self._boxes.show_placeholder(text)

    def _tell(self, *, is_placed: bool = True) -> None:
        """Say what is under the cursor."""
        if self.session is not None and self.is_seen and not self._is_waiting:
            for message in self._picture.messages_of(self._boxes.item, is_placed=is_placed):
                self.post_message(message)

    @on(Boxes.Moved)
    def _moved(self, event: Boxes.Moved) -> None:
        event.stop()
        if event.level is not self._boxes.level or self._is_waiting:
            return
        if event.level.items:
            key = event.item.key if event.item is not None else OTHERS
            self._picture.move(key, is_placed=event.is_placed)
            self._cursor = key
        self._tell(is_placed=event.is_placed)

    @on(Boxes.Chosen)
    def _chosen(self, event: Boxes.Chosen) -> None:
        event.stop()
        if event.level is not self._boxes.level or self._is_waiting:
            return
        if event.item is None:
            self._open_others(event.first)
            return
        file = self._picture.enter(event.item)
        step = self.selection.step
        target = target_at(self.session, step, *file) if file is not None else None
        if target is None:
            self._show()
        else:
            self._tell(is_placed=False)
            self.post_message(messages.PathOpened(target))
