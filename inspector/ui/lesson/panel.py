"""The panel of a lesson: the task, what is met of it, and what is to be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from inspector.language import N_, _
from inspector.ui.keys.app import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from inspector.ui.lesson.course import Course

# From so many cells on it lies beside the screen, which keeps what its wide layout needs.
_BESIDE = 158
_LEFT_BESIDE = 114
_NARROW_BESIDE, _WIDE_BESIDE = 44, 60
_ROWS = 8
# Of fewer rows it takes no more than half, and begins folded.
_LOW = 20
_LEAST = 3
_NARROW = 64  # cells, of fewer the conditions stand below the task
_KEYS_ROWS = 6  # rows of the panel, from which on there is one for the keys
_GAP = 2


class LessonPanel(Vertical):
    """Below the screen, or beside it. Its keys are bound to the application: see ``bindings``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,F", "lesson('fold')", N_("Fold"), id="lesson.fold", show=False,
                tooltip=N_("Fold the lesson to one line, or open it again")),
        Binding("f3,m", "lesson('more')", N_("More"), id="lesson.more", show=False,
                tooltip=N_("The next lines of text and conditions; after the last, the first")),
        Binding("f4,H", "lesson('hint')", N_("Hint"), id="lesson.hint", show=False,
                tooltip=N_("A hint for the lesson: there are three, each says more")),
        Binding("f5,o", "lesson('goal')", N_("Goal"), id="lesson.goal", show=False,
                tooltip=N_("The goal's writable layer beside yours")),
        Binding("f6,y", "lesson('solution')", N_("Solution"), id="lesson.solution", show=False,
                tooltip=N_("Start the lesson over and watch its solution; any key stops it")),
        Binding("f7,0", "lesson('reset')", N_("Restart"), id="lesson.reset", show=False,
                tooltip=N_("Start the lesson over: container, arguments, build, selection")),
        Binding("f8,I", "lesson('list')", N_("Lessons"), id="lesson.list", show=False,
                tooltip=N_("The list of lessons")),
        Binding("f9,J", "lesson('next')", N_("Next lesson"), id="lesson.next", show=False,
                tooltip=N_("The next lesson")),
    ]  # fmt: skip
    HELP = N_("""\
## Lesson

A task on the screen that it is about, and what must hold at the end: each condition is ticked as
soon as it is met, in any order and in whatever way. `{lesson.hint}` gives a hint, three in all, and
`{lesson.goal}` shows the writable layer that is wanted beside yours. `{lesson.solution}` plays the
solution, after which the lesson does not count as solved; `{lesson.reset}` starts it over. Undo is
the container's own. A solved lesson can still be read.
""")

    DEFAULT_CSS = """
    LessonPanel {
        split: bottom;
        background: $surface;
        color: $foreground;
        & Static { text-wrap: nowrap; text-overflow: ellipsis; }
        & > #lesson-head { height: 1; }
        & > #lesson-head > Static { text-style: bold reverse; padding: 0 1; }
        & > #lesson-head > #lesson-title { width: 1fr; }
        & > #lesson-head > #lesson-score { width: auto; }
        & > #lesson-body { height: 1fr; }
        & #lesson-read, & #lesson-ticked { height: 1fr; padding: 0 1; scrollbar-gutter: stable; }
        & #lesson-read { width: 3fr; }
        & #lesson-ticked { width: 2fr; }
        & #lesson-text, & #lesson-ticks { height: auto; text-wrap: wrap; }
        & > #lesson-status { height: 1; padding: 0 1; text-style: bold; color: $text-primary; }
        &:ansi > #lesson-status { color: $foreground; }
        & > #lesson-keys { height: 1; padding: 0 1; background: $panel; }
        &.-folded > #lesson-body, &.-folded > #lesson-status, &.-folded > #lesson-keys
            { display: none; }
        &.-low > #lesson-keys { display: none; }
        &.-narrow #lesson-ticked { display: none; }
        &.-beside {
            & > #lesson-head { layout: vertical; height: 2; }
            & > #lesson-head > #lesson-title, & > #lesson-head > #lesson-score { width: 100%; }
            & > #lesson-body { layout: vertical; }
            & #lesson-read, & #lesson-ticked { width: 100%; }
            & #lesson-read { height: auto; max-height: 60%; margin: 1 0; }
            & #lesson-ticked { height: auto; max-height: 40%; }
            & > #lesson-status { height: auto; text-wrap: wrap; margin: 1 0; }
            & > #lesson-keys { height: auto; text-wrap: wrap; }
        }
    }
    """

    def __init__(self, course: Course) -> None:
        super().__init__(id="lesson")
        self._course = course
        self._shown: dict[str, Content] = {}
        self._fitted: tuple[int, int] = (0, 0)  # the size of the screen that it fits
        # It takes no focus: the screen is what is used.
        self._read = VerticalScroll(id="lesson-read", can_focus=False)
        self._ticked = VerticalScroll(id="lesson-ticked", can_focus=False)
        self._parts = {
            name: Static(id=f"lesson-{name}", markup=False)
            for name in ("title", "score", "text", "ticks", "status", "keys")
        }

    def compose(self) -> ComposeResult:
        parts = self._parts
        with Horizontal(id="lesson-head"):
            yield parts["title"]
            yield parts["score"]
        with Horizontal(id="lesson-body"):
            with self._read:
                yield parts["text"]
            with self._ticked:
                yield parts["ticks"]
        yield parts["status"]
        yield parts["keys"]

    def on_mount(self) -> None:
        self.watch(self._read, "scroll_y", self._note_place, init=False)
        self.fit()

    def fit(self) -> None:
        """Take a place that fits the screen."""
        self._fitted = width, height = self.app.size
        is_folded = self._course.is_folded
        is_beside = width >= _BESIDE and not is_folded
        rows = 1 if is_folded else _ROWS if height >= _LOW else max(_LEAST, height // 2)
        self.set_class(is_folded, "-folded")
        self.set_class(is_beside, "-beside")
        self.set_class(not is_beside and width < _NARROW, "-narrow")
        self.set_class(not is_beside and rows < _KEYS_ROWS, "-low")
        self.styles.split = "right" if is_beside else "bottom"
        beside = max(_NARROW_BESIDE, min(_WIDE_BESIDE, width - _LEFT_BESIDE))
        self.styles.width = beside if is_beside else "100%"
        self.styles.height = "100%" if is_beside else rows
        self.show()

    def on_resize(self) -> None:
        """Break lines anew."""
        self.show()

    def show(self) -> None:
        """Show what has become of the lesson."""
        # Not for those who ask for its keys alone.
        from inspector.ui.lesson import words

        if self._fitted != self.app.size:
            self.fit()
            return
        course, parts = self._course, self._parts
        is_narrow = self.has_class("-narrow")
        text_width = parts["text"].size.width
        if not (text_width or course.is_folded):  # it is not laid out yet
            return
        text = words.text(course, text_width)
        ticks_width = text_width if is_narrow else parts["ticks"].size.width
        ticks, unmet = words.ticks(course.run, ticks_width)
        if is_narrow:
            text = Content("\n\n").join((text, ticks))
        found = {
            "title": Content(words.lesson_title(course.run)),
            "score": Content(self._score(is_brief=is_narrow)),
            "text": text,
            "ticks": ticks,
            "status": Content(words.status(course, lambda name: key_of(self, name))),
            "keys": self._keys(),
        }
        before, self._shown = self._shown, found
        for name, content in found.items():
            if before.get(name) != content:
                parts[name].update(content)
        if before.get("text") != text:
            self._read_on(text)
        if before.get("ticks") != ticks:
            self._ticked.scroll_to(y=unmet, animate=False)

    def _read_on(self, text: Content) -> None:
        """Go to where a text was read to, on whatever screen; of another one, to its beginning."""
        said = "".join(text.plain.split())
        if self._course.read[0] != said:
            self._course.read = (said, 0)
        self._read.scroll_to(y=self._course.read[1], animate=False)

    def resume(self) -> None:
        """Show what has become of the lesson meanwhile."""
        self.show()
        self._read.scroll_to(y=self._course.read[1], animate=False)

    def _note_place(self, line: float) -> None:
        """Note how far the text was read."""
        if self.screen.is_current and self._read.max_scroll_y:
            self._course.read = (self._course.read[0], round(line))

    def _score(self, *, is_brief: bool) -> str:
        from inspector.ui.lesson import words

        score = words.score(self._course.run, is_brief=is_brief)
        if not self._course.is_folded:
            return score
        opens = _("{key} opens").format(key=key_of(self, "lesson.fold"))
        return f"{score}   {opens}"

    async def action_lesson(self, name: str) -> None:
        """Do what a key is for."""
        await self.app.run_action(f"app.lesson('{name}')")

    def more(self) -> None:
        """Show the next lines of the text, and of the conditions; after the last, the first."""
        for part in (self._read, self._ticked):
            if part.scroll_offset.y >= part.max_scroll_y:
                part.scroll_home(animate=False)
            else:
                page = max(1, part.scrollable_content_region.height - 1)
                part.scroll_relative(y=page, animate=False)

    def _keys(self) -> Content:
        """Return the keys, those that there is room for; a click on one does as the key would."""
        offered = (each for each in bindings() if self._course.offers(_of(each)))
        found = [(each, f"{self._key(each)} {_(each.description)}") for each in offered]
        lines = _lines(found, self.size.width - 2)
        if not self.has_class("-beside"):
            del lines[1:]
        gap = Content(" " * _GAP)
        return Content("\n").join(gap.join(map(_clickable, line)) for line in lines)

    def _key(self, binding: Binding) -> str:
        return key_of(self, binding.id or "")


def bindings() -> list[Binding]:
    """Return what its keys do."""
    return [each for each in LessonPanel.BINDINGS if isinstance(each, Binding)]


def _of(binding: Binding) -> str:
    """Return what an action of the lesson does: its only parameter."""
    return binding.action.partition("'")[2].partition("'")[0]


def _lines(words: Sequence[tuple[Binding, str]], room: int) -> list[list[tuple[Binding, str]]]:
    """Part keys into lines of so many cells."""
    lines: list[list[tuple[Binding, str]]] = [[]]
    left = room
    for each in words:
        needed = cell_len(each[1])
        if lines[-1] and needed > left:
            lines.append([])
            left = room
        lines[-1].append(each)
        left -= needed + _GAP
    return lines


def _clickable(word: tuple[Binding, str]) -> Content:
    binding, text = word
    key, gap, said = text.partition(" ")
    click = Style.from_meta({"@click": f"app.{binding.action}"})
    return (Content.styled(key, "bold") + Content(f"{gap}{said}")).stylize(click)
