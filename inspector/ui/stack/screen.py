"""The stack of a path: the layers from the top down, where a search for it ends, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.widgets import Static

from inspector.analyses.folder_members import folder_members
from inspector.analyses.stack import stack_of
from inspector.language import N_, _
from inspector.tree.view import node_of
from inspector.ui.kit.covering import Covering
from inspector.ui.kit.dialog import CLOSING
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.key_line import KeyLine, is_laid_out
from inspector.ui.kit.path_details import shortened
from inspector.ui.kit.title_line import TitleLine
from inspector.ui.session import messages
from inspector.ui.session.target import Target
from inspector.ui.stack.rows import StackRows, TarRows
from inspector.ui.stack.words import answer, answer_text, rule
from inspector.ui.widgets.path_text import PathText
from inspector.ui.widgets.row_source import NoRows
from inspector.ui.widgets.rows import Rows
from inspector.ui.widgets.wide_text import wide_text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.analyses.folder_members import FolderMembers
    from inspector.analyses.stack import Stack

_BRIEF = 1000  # characters of an instruction: more than its lines hold
_WIDE = 120  # cells from which on the folder lies beside the layers
_LEAST_WITH_RULE = 16  # rows of the screen: of fewer, the rule leaves too few to the layers


@dataclass(frozen=True, slots=True)
class _ShownStack:
    """What is shown, of as many layers as were merged."""

    merged: int
    stack: Stack
    members: FolderMembers

    @property
    def name(self) -> str:
        """The path's own name in the folder, "" for the folder itself."""
        path = self.stack.path
        return "" if path == self.members.path else path.rpartition("/")[2]


class StackScreen(Covering, Screen["messages.Request | None"]):
    """Layers, a sentence on the one under the cursor, and the folder around the path."""

    LESSON_NAME: ClassVar[str] = "stack"
    HELP = N_("""\
## Stack of a path

The layers from the top down, under a container's empty writable layer, and where a search for the
path ends. `↓`: not in this layer, the search goes on. `+`: a directory, which merges with those
below. `■`: found here. `✗`: hidden here, by a whiteout, by an opaque directory, or because a
directory around it became something else. `?`: not known, so the answer may change. What lies below
the end is not looked at; a hidden copy still takes its space. `stores` is what the layer stores for
the path, `size` the layer's size in `docker history`.

The other list is the folder around the path; of a directory, what is in it. It shows what the tar
of the layer under the cursor has, markers included (`.wh.NAME` deletes NAME, `.wh..wh..opq` empties
the folder), beside what is seen in the image, and from which layer.

`{rows.choose}` on a layer goes to the path in that layer; on a name, it shows its stack.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSING,
        Binding("tab", "app.focus_next", N_("Layers/folder"), id="stack.other",
                tooltip=N_("The other list: the layers, or the folder")),
        Binding("backspace", "around", N_("Folder around it"), id="stack.around",
                tooltip=N_("The stack of the folder around the path")),
        Binding("p", "life", N_("History"), id="stack.life",
                tooltip=N_("Every layer that wrote, changed or hid the path")),
        Binding("L", "close", N_("Close"), id="stack.close", show=False,
                tooltip=N_("Close the stack")),
    ]  # fmt: skip
    DEFAULT_CSS = """
    StackScreen {
        background: $surface;
        & #rule { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }
        & #stack { height: 1fr; }
        & #stack-layers { height: 3fr; }
        & #stack-folder { height: 2fr; }
        & #told { height: auto; max-height: 5; padding: 0 1; background: $panel; }
        & #folder-path { height: 1; background: $panel; }
        & Rows { padding: 0 1; }
        &.-wide #stack { layout: horizontal; }
        &.-wide #stack-layers { width: 3fr; height: 1fr; }
        &.-wide #stack-folder { width: 2fr; height: 1fr; margin-left: 1; }
        &.-low #rule, &.-low #told { display: none; }
        &.-low #stack-folder { height: 2; }
        &.-low #folder-path { display: none; }
        &.-low #stack-folder:focus-within { height: 2fr; }
        &.-low #stack-layers { height: 1fr; }
        &.-low #stack-layers:focus-within #told { display: block; max-height: 3; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012 - Textual types it so
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LEAST_WITH_RULE, "-high")]  # noqa: RUF012 - the same

    _layers = getters.query_one("#stack-rows", Rows)
    _folder = getters.query_one("#folder-rows", Rows)
    _rule = getters.query_one("#rule", Static)
    _told = getters.query_one("#told", Static)
    _title = getters.query_one(TitleLine)
    _folder_path = getters.query_one("#folder-path", PathText)

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._session = target.session
        self._path = target.path
        self._jobs = Jobs(self)
        self._found: _ShownStack | None = None

    def compose(self) -> ComposeResult:
        yield TitleLine()
        yield Static(id="rule", markup=False)
        with Container(id="stack"):
            with Vertical(id="stack-layers"):
                yield Rows(NoRows(_("looking…")), id="stack-rows")
                yield Static(id="told", markup=False)
            with Vertical(id="stack-folder"):
                yield PathText(id="folder-path")
                yield Rows(NoRows(), id="folder-rows")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin; what is closed before it was laid out has no parts, and does not."""
        if not is_laid_out(self):
            return
        self._layers.focus()
        self._look()

    # -- what is looked for

    def _show_path(self, path: str) -> None:
        self._path = path
        self._look()

    def _look(self) -> None:
        self._jobs.run(lambda _: self._search(self._path), self._show)

    def refresh_image(self) -> None:
        """Show what further layers change, while the image is read."""
        found = self._found
        if found is not None and found.merged != self._session.merged and not self._jobs.is_busy():
            self._look()

    def _search(self, path: str) -> _ShownStack:
        session = self._session
        with session.lock:
            merged, layers = session.merged, session.image.layers
            stack = stack_of(session.tree, layers, path, merged=merged)
            folder = stack.path if stack.is_dir else _around(stack.path)
            return _ShownStack(
                merged, stack, folder_members(session.tree, layers, folder, merged=merged)
            )

    def _show(self, found: _ShownStack) -> None:
        before, self._found = self._found, found
        stack = found.stack
        self._title.show(stack.path, answer(stack))
        self._rule.update(wide_text(rule(stack)))
        rows = StackRows(self._session, stack)
        is_same = before is not None and before.stack.path == stack.path
        cursor = rows.place_of(self._layer) if is_same else rows.answer
        name = self._name_at_cursor if is_same else found.name
        self._folder_path.show(found.members.path, "")
        self._show_folder(rows.stack.layers[cursor].layer, name)
        self._layers.set_source(rows, cursor=cursor)
        self.refresh_bindings()
        self.refresh_image()  # layers may have come meanwhile

    def _show_folder(self, layer: int | None, name: str) -> None:
        if self._found is not None:
            rows = TarRows(self._found.members, layer, self._found.name)
            self._folder.set_source(rows, cursor=rows.place_of(name))

    @property
    def _layer(self) -> int | None:
        """The layer under the cursor, None for the container's."""
        source = self._layers.source
        return (
            source.stack.layers[self._layers.cursor].layer
            if isinstance(source, StackRows)
            else None
        )

    @property
    def _name_at_cursor(self) -> str:
        source = self._folder.source
        if not isinstance(source, TarRows) or not len(source):
            return ""
        return source.members.names[self._folder.cursor].name

    # -- keys

    @on(Rows.Moved, "#stack-rows")
    def _layer_moved(self, event: Rows.Moved) -> None:
        event.stop()
        if self._found is None or not isinstance(event.source, StackRows) or event.row is None:
            return
        at = event.source.stack.layers[event.row]
        said = answer_text(self._session, event.source.stack, at)
        if at.layer is not None:
            made = shortened(self._session.instruction_of(at.layer), _BRIEF)
            line = _("layer {layer}: {instruction}").format(layer=at.layer, instruction=made)
            said += f"\n{line}"
        self._told.update(wide_text(said))
        self._show_folder(at.layer, self._name_at_cursor)

    @on(Rows.Chosen, "#stack-rows")
    def _layer_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, StackRows):
            layer = event.source.stack.layers[event.row].layer
            top = len(self._session.image.layers) - 1
            at = top if layer is None else layer
            self.dismiss(messages.PathAsked(self._path, at, keeps_view=True))

    @on(Rows.Chosen, "#folder-rows")
    def _name_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if isinstance(event.source, TarRows):
            members, name = event.source.members, event.source.members.names[event.row].name
            self._show_path(f"{members.path.rstrip('/')}/{name}" if name else members.path)

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer what there is: nothing lies around the root."""
        if action == "around":
            return self._path != "/"
        return action != "life" or self._target is not None

    def action_close(self) -> None:
        self.dismiss(None)

    def action_around(self) -> None:
        self._show_path(_around(self._path))

    def action_life(self) -> None:
        if (target := self._target) is not None:
            self.app.post_message(messages.LifeOpened(target))
            self.dismiss(None)

    @property
    def _target(self) -> Target | None:
        """The path as the whole image has it, None where no layer has it."""
        node = node_of(self._session.tree, self._path)
        return Target(self._session, node, self._session.merged - 1) if node is not None else None


def _around(path: str) -> str:
    return path.rpartition("/")[0] or "/"
