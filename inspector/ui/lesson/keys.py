"""The keys of a lesson, over every screen: function keys, and others where no text is typed."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from inspector.language import N_
from inspector.ui.keys.app import KeyedApp


class LessonKeys(KeyedApp):
    """An application with a lesson; what they do is the application's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,F", "lesson('fold')", N_("Fold"), id="lesson.fold", show=False,
                tooltip=N_("Fold the lesson to one line, or open it again")),
        Binding("f3,m", "lesson('more')", N_("More"), id="lesson.more", show=False,
                tooltip=N_("The next lines of the lesson's text; after the last, the first")),
        Binding("f4,H", "lesson('hint')", N_("Hint"), id="lesson.hint", show=False,
                tooltip=N_("A hint for the lesson: there are three, each says more")),
        Binding("f5,o", "lesson('goal')", N_("Goal"), id="lesson.goal", show=False,
                tooltip=N_("The goal's writable layer beside yours")),
        Binding("f6,y", "lesson('solution')", N_("Solution"), id="lesson.solution", show=False,
                tooltip=N_("Begin the lesson anew and watch its solution; any key stops it")),
        Binding("f7,0", "lesson('reset')", N_("Reset"), id="lesson.reset", show=False,
                tooltip=N_("Begin the lesson anew: container, arguments, build, selection")),
        Binding("f8,I", "lesson('list')", N_("Lessons"), id="lesson.list", show=False,
                tooltip=N_("The list of lessons")),
        Binding("f9,J", "lesson('next')", N_("Next"), id="lesson.next", show=False,
                tooltip=N_("The next lesson")),
    ]  # fmt: skip
    HELP = N_("""\
## Lesson

A task on the screen that it is about, and what must be so at the end: each condition is ticked as
soon as it is met, in any order and by whatever way. `{lesson.hint}` gives a hint, three in all, and
`{lesson.goal}` shows the writable layer that is wanted beside yours. `{lesson.solution}` plays the
solution, after which the lesson does not count as solved; `{lesson.reset}` begins it anew. Undo is
the container's own. A lesson that is solved stays to be read.
""")
