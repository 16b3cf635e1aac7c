"""The build, played forward and backward: each step, what it changed and cost, and the cache."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from inspector.analyses.explain import StepKind
from inspector.exports.layout.cells import ellipsis
from inspector.language import N_, _
from inspector.reading.contents import Contents
from inspector.text import printable
from inspector.ui.build_steps.changes import ChangeRows, largest_changes
from inspector.ui.build_steps.playback import Playback
from inspector.ui.build_steps.rows import StepRows
from inspector.ui.build_steps.stack import LayerStack
from inspector.ui.build_steps.words import build_title, cache_words, is_lost, step_place, step_text
from inspector.ui.kit.command_text import command_text
from inspector.ui.kit.covering import Covering
from inspector.ui.kit.dialog import CLOSING, TextDialog
from inspector.ui.kit.following import follow_to
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine, is_laid_out
from inspector.ui.kit.placeholders import layer_doubt
from inspector.ui.kit.sentences import sentence_lines
from inspector.ui.session import messages
from inspector.ui.session.changes import layer_changes
from inspector.ui.session.history_steps import Span
from inspector.ui.session.session import Rebuilt
from inspector.ui.widgets.motion_keys import hidden_key
from inspector.ui.widgets.path_text import PathText
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows
from inspector.ui.widgets.wide_text import wide_text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer

    from inspector.analyses.explain import BuildStep
    from inspector.ui.build_steps.changes import ChangedPath
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.history_steps import Step as LayerStep
    from inspector.ui.session.session import Session

_NARROW, _WIDE = 60, 120  # cells: below the one there is no room for the stack beside the steps
_LEAST_WITH_CHANGES = 16  # rows of the screen
_STEP_SECONDS = 1.5  # that a step is shown while the build plays


class StepList(Rows, inherit_bindings=False):
    """The steps; the one under the cursor was just done."""

    HELP = N_("""\
## Steps

`{steps.forward}` does the next step, `{steps.back}` takes the last one back, and `{steps.play}`
plays the build. `{steps.choose}` shows the files of the step's layer.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j,right,l", "step(1)", N_("Step"), id="steps.forward", key_display="↑↓",
                tooltip=N_("The next step")),
        hidden_key("steps.back", "up,k,left,h", "step(-1)", N_("One step back")),
        Binding("space", "turn", N_("Play"), id="steps.play",
                tooltip=N_("Play the steps, or stop")),
        Binding("enter", "choose", N_("Layer"), id="steps.choose",
                tooltip=N_("Show the files of the step's layer")),
        hidden_key("steps.first", "home,g", "first", N_("The first step")),
        hidden_key("steps.last", "end,G", "last", N_("The last step")),
        hidden_key("steps.page_up", "pageup", "page(-1)", N_("One page up")),
        hidden_key("steps.page_down", "pagedown", "page(1)", N_("One page down")),
    ]  # fmt: skip


class BuildScreen(Covering, Screen["messages.Request | None"]):
    """The steps, the layers there are by now, and what the step under the cursor did."""

    LESSON_NAME: ClassVar[str] = "build"
    HELP = N_("""\
## Build, step by step

The steps that built the image, oldest first; those below the cursor are yet to come. The stack
beside them shows the layers that exist by then, the newest on top, each with its `docker history`
size. `config` marks a step that only changes the configuration and makes no layer. Below: what the
step does, what it did here, and the paths that its layer added (`A`), modified (`M`), stored again
with other metadata (`m`) or removed (`D`), largest first; what it hides still takes its space in
the layer below.

`{build.changed}` counts the instruction under the cursor as changed: `used` marks what a builder
takes from its cache, `run` what it runs again, `edit` the instruction itself; `run?` what only the
classic builder runs again, as BuildKit keeps layers where only the configuration changed.
`{build.uncached}` is a build with `--no-cache`. The same key again ends it. `{build.details}` shows
the whole command and all that is said about the step. While layers are still being read, or where
one cannot be, `≥` stands before a total.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "change", N_("Changed"), id="build.changed",
                tooltip=N_("Count this instruction as changed: what runs again?")),
        Binding("n", "uncached", N_("No cache"), id="build.uncached",
                tooltip=N_("Build without the cache: what does it cost?")),
        Binding("e", "details", N_("Details"), id="build.details",
                tooltip=N_("Show the whole command of the step, and all that is said about it")),
        Binding("tab", "app.focus_next", N_("Steps/paths"), id="build.other", show=False,
                tooltip=N_("The other list: the steps, or the paths")),
        *CLOSING,
        Binding("P", "close", N_("Close"), id="build.close", show=False,
                tooltip=N_("Close the build")),
    ]  # fmt: skip
    FIRST_KEYS = ()
    UNOFFERED_KEYS = ()
    DEFAULT_CSS = """
    BuildScreen {
        background: $surface;
        & #build-title { background: $panel; text-style: bold; }
        & #build-grown { height: 1fr; }
        & #build-steps { width: 1fr; padding: 0 1; }
        & LayerStack { width: 28; border-left: solid $border; }
        &.-wide LayerStack { width: 48; }
        & #build-told { height: auto; max-height: 9; padding: 0 1; background: $panel; }
        & #build-paths { height: 1fr; padding: 0 1; }
        &.-narrow LayerStack { display: none; }
        &.-low #build-paths { display: none; }
        &.-low #build-grown { height: 3; }
        &.-low #build-told { height: 1fr; max-height: 100%; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_NARROW, "-normal"), (_WIDE, "-wide")]  # noqa: RUF012 - Textual types it so
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LEAST_WITH_CHANGES, "-high")]  # noqa: RUF012 - the same

    _steps = getters.query_one(StepList)
    _stack = getters.query_one(LayerStack)
    _paths = getters.query_one("#build-paths", Rows)
    _title = getters.query_one("#build-title", PathText)
    _told = getters.query_one("#build-told", Static)

    def __init__(self, session: Session, step: LayerStep | None) -> None:
        super().__init__()
        self._session = session
        self._known: object = None
        self._playback = Playback(session.explanation, self._sizes())
        self._playback = self._playback.went_to(self._index_of(step))
        self._layer: int | None = None  # whose paths are shown
        self._timer: Timer | None = None
        self._jobs = Jobs(self)

    def compose(self) -> ComposeResult:
        yield PathText(id="build-title")
        with Horizontal(id="build-grown"):
            yield StepList(id="build-steps")
            yield LayerStack()
        yield Static(id="build-told", markup=False)
        yield Rows(NoRows(), id="build-paths")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin; what is closed before it was laid out has no parts, and does not."""
        if not is_laid_out(self):
            return
        self._steps.focus()
        self._show()

    # -- what is known

    def _sizes(self) -> list[int | None]:
        session = self._session
        self._known = (session.merged, session.usage, session.base)
        return [
            None if each.is_unreadable else session.size_of(each.index)
            for each in session.image.layers
        ]

    def _index_of(self, chosen: LayerStep | None) -> int:
        """Return the step that was chosen on the main screen; without one, FROM."""
        explanation, history = self._playback.explanation, self._session.image.history
        if chosen is None:
            return explanation.start
        for step in explanation.steps:
            entry = None if step.row is None else history[step.row][0]
            if (
                entry is chosen.entry
                and step.layer == chosen.layer
                and step.kind is not StepKind.FROM
            ):
                return step.index
        return explanation.start

    def refresh_image(self) -> None:
        """Show what has become known of layers while the image is read."""
        session = self._session
        if self._known == (session.merged, session.usage, session.base):
            return
        before = self._playback
        found = Playback(session.explanation, self._sizes(), is_uncached=before.is_uncached)
        marked = None if before.changed is None else self._moved_to(found, before.changed)
        self._playback = replace(found, at=self._moved_to(found, before.at), changed=marked)
        self._show()

    def _moved_to(self, found: Playback, index: int) -> int:
        """Return where a step stands now that the base image is known."""
        step, start = self._playback.explanation.steps[index], found.explanation.start
        for each in found.explanation.steps:
            if (each.row, each.layer, each.kind) == (step.row, step.layer, step.kind):
                return each.index
        return start

    # -- what is shown

    def _show(self) -> None:
        changed = self._playback.changed
        row = None if changed is None else self._playback.explanation.steps[changed].number
        self._session.rebuilt = Rebuilt(row, self._playback.is_uncached)
        rows = StepRows(self._session, self._playback)
        with self._steps.prevent(Rows.Moved):
            self._steps.set_source(rows, cursor=self._playback.at)
        self._show_step()

    def _show_step(self) -> None:
        playback, session = self._playback, self._session
        words = build_title(playback, is_playing=self._timer is not None)
        self._title.show(session.name, words)
        largest = max((size or 0 for size in playback.sizes), default=0)
        self._stack.show(playback.stack, largest, playback.totals[playback.at])
        self._show_told()
        self._show_paths(playback.step)

    def on_resize(self) -> None:
        """Break sentences anew, once it is known how wide their place is."""
        self.call_after_refresh(self._show_told)

    def _show_told(self) -> None:
        width = self._told.size.width or self.app.size.width
        said = step_text(self._session, self._playback).splitlines()
        lines = [Content(line) for each in said for line in sentence_lines(each, width)]
        if self.app.size.height >= _LEAST_WITH_CHANGES:
            instruction = printable(self._playback.step.instruction[: 4 * width])
            lines.insert(0, Content.styled(ellipsis(instruction, max(width, 2)), "bold"))
        self._told.update(Content("\n").join(lines))

    def _show_paths(self, step: BuildStep) -> None:
        layer = step.layer
        if layer is None:
            self._jobs.cancel()
            self._layer = None
            lost = is_lost(self._session, step)
            self._paths.set_source(NoRows("" if lost else _("No layer, no files.")))
        elif not self._session.is_merged(layer) or self._session.is_unknown(layer):
            self._jobs.cancel()
            self._layer = None
            self._paths.set_source(NoRows(layer_doubt(self._session, layer)))
        elif layer != self._layer:
            self._layer = layer
            self._paths.set_source(NoRows(_("comparing…")))
            self._jobs.run(lambda job: self._find(layer, job), self._show_found)

    def _find(self, layer: int, job: Job) -> tuple[LayerChanges, list[ChangedPath], int]:
        session, span = self._session, Span(layer, layer)
        with session.lock:
            job.check()
            known = session.changes.get(span)
            changes = known or layer_changes(session.tree, span, Contents(session.image))
            return changes, *largest_changes(changes)

    def _show_found(self, found: tuple[LayerChanges, list[ChangedPath], int]) -> None:
        changes, paths, more = found
        self._session.keep_changes(changes)
        self._paths.set_source(ChangeRows(changes.span.last, paths, more))

    # -- keys

    @on(Rows.Moved, "#build-steps")
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        if event.row is None or event.row == self._playback.at:
            return
        self._stop()  # the user has moved
        self._go_to(event.row)

    def _go_to(self, index: int) -> None:
        self._playback = self._playback.went_to(index)
        source = self._steps.source
        if isinstance(source, StepRows):
            source.playback = self._playback
        self._steps.refresh_rows()
        self._show_step()

    @on(Rows.Toggle, "#build-steps")
    def _turn_playing(self, event: Rows.Toggle) -> None:
        event.stop()
        if self._timer is not None:
            self._stop()
        else:
            if self._is_last:
                self._go_to(0)
                follow_to(self._steps, 0)
            self._timer = self.set_interval(_STEP_SECONDS, self._play_on)
        self._show_step()

    @property
    def _is_last(self) -> bool:
        return self._playback.at == len(self._playback.explanation.steps) - 1

    def _play_on(self) -> None:
        """Do the next step."""
        if self._timer is None:
            return
        self._go_to(self._playback.at + 1)
        follow_to(self._steps, self._playback.at)
        if self._is_last:
            self._stop()
            self._show_step()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    @on(Rows.Chosen, "#build-steps")
    def _step_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        layer = self._playback.step.layer
        if layer is None:
            self.notify(_("This step made no layer: there is none to show."), markup=False)
        else:
            self.dismiss(messages.LayerAsked(layer))

    @on(Rows.Chosen, "#build-paths")
    def _path_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        source = event.source
        if isinstance(source, ChangeRows) and event.row < len(source.changes):
            self.dismiss(messages.PathAsked(source.changes[event.row].node.path, source.layer))
        elif isinstance(source, ChangeRows):
            self.dismiss(messages.LayerAsked(source.layer))

    def action_change(self) -> None:
        """Count the instruction under the cursor as changed, or none."""
        if self._playback.step.number is None:
            told = _("This step is the base image's: FROM takes it as it is, and no build runs it.")
            self.notify(told, markup=False)
            return
        self._playback = self._playback.with_change()
        self._show()

    def action_uncached(self) -> None:
        """Build all anew, or not."""
        self._playback = self._playback.without_cache()
        self._show()

    def action_details(self) -> None:
        """Show the step's whole command, and what is said of it; a build that plays stops there."""
        self._stop()
        self._show_step()
        playback = self._playback
        place = step_place(playback)
        heading = place[:1].upper() + place[1:]
        said = step_text(self._session, replace(playback, changed=None, is_uncached=False))
        texts = (command_text(playback.step.instruction), wide_text(f"\n{said}"))
        cache = cache_words(playback)
        self.app.push_screen(TextDialog(heading, *texts, wide_text(f"\n{cache}" if cache else "")))

    def action_close(self) -> None:
        self.dismiss(None)
