"""The file tree, as a feature of the screen: what shows files, and paths among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.life import last_seen
from inspector.analyses.path_filter.filter import NO_FILTER, parse_filter
from inspector.language import _
from inspector.ui.files.goal import Move, Way
from inspector.ui.files.pane import FilesPane
from inspector.ui.keys.app import key_of
from inspector.ui.kit.feature import Feature
from inspector.ui.kit.path_details import shortened
from inspector.ui.session import messages
from inspector.ui.session.change_kinds import ALL_KINDS
from inspector.ui.session.selection import Mode

if TYPE_CHECKING:
    from inspector.ui.kit.feature import Main


def _enter(main: Main, _: messages.FilesAsked) -> None:
    main.show_tab(FilesPane)


def _show_final(main: Main, _: messages.FinalAsked) -> None:
    if main.session is not None:
        _pick(main, len(main.session.image.layers) - 1)
        main.choose(mode=Mode.ALL, filter=NO_FILTER, kinds=ALL_KINDS)
        main.show_tab(FilesPane)


def _show_removed(main: Main, _asked: messages.RemovedAsked) -> None:
    _show_filtered(main, "removed", goes_on=True)
    files = main.pane(FilesPane)
    key = key_of(files, "main.next_match")
    said = _("{key} goes to the next removed file, also in the next layers.")
    files.notify(said.format(key=key), markup=False)


def _show_query(main: Main, asked: messages.QueryAsked) -> None:
    if main.session is not None:
        _pick(main, len(main.session.image.layers) - 1)
        main.choose(mode=Mode.ALL, filter=parse_filter(asked.words), kinds=ALL_KINDS)
        main.pane(FilesPane).go(Move(Way.NEAREST, goes_on=False))
        main.show_tab(FilesPane)


def _show_changes(main: Main, asked: messages.ChangesAsked) -> None:
    _pick(main, asked.layer)
    _show_filtered(main, asked.wanted, goes_on=False)


def _show_filtered(main: Main, words: str, *, goes_on: bool) -> None:
    """Show the changes that a filter lets through; ``goes_on``: where they begin, if not here.

    ``words`` are those of the filter.
    """
    main.choose(mode=Mode.CHANGES, filter=parse_filter(words), kinds=ALL_KINDS)
    main.pane(FilesPane).go(Move(Way.NEAREST, goes_on=goes_on))
    main.show_tab(FilesPane)


def _show_path(main: Main, asked: messages.PathAsked) -> None:
    _pick(main, asked.layer)
    if not asked.keeps_view:
        main.choose(mode=Mode.CHANGES, filter=NO_FILTER, kinds=ALL_KINDS)
    main.pane(FilesPane).show_path(asked.path, asked.layer)
    main.show_tab(FilesPane)


def _show_file(main: Main, asked: messages.FileAsked) -> None:
    """Show a path in the final image; where a layer removed it, in what is below that layer."""
    session, node = main.session, asked.node
    seen = last_seen(node, session.merged - 1) if session is not None else None
    if session is None or seen is None:
        return
    layer = seen[0]
    main.show_tab(FilesPane)
    _pick(main, layer)
    main.choose(mode=Mode.ALL, filter=NO_FILTER, kinds=ALL_KINDS)
    main.pane(FilesPane).show_node(node)
    if layer < session.merged - 1:
        path = shortened(node.path, 200)
        said = _("{path} was removed by layer {remover}; layer {layer} is the last to have it.")
        told = said.format(path=path, remover=layer + 1, layer=layer)
        main.pane(FilesPane).notify(told, markup=False)


def _filter(main: Main, asked: messages.FilterAsked) -> None:
    main.choose(filter=asked.filter)
    if asked.goes_to_match and not asked.filter.is_empty:
        main.pane(FilesPane).go(Move(Way.NEAREST, goes_on=False))


def _pick(main: Main, layer: int) -> None:
    main.answer(messages.LayerAsked(layer, goes_there=False))


FEATURE = Feature(
    panes=(FilesPane,),
    answers={
        messages.FilesAsked: _enter,
        messages.FinalAsked: _show_final,
        messages.RemovedAsked: _show_removed,
        messages.QueryAsked: _show_query,
        messages.ChangesAsked: _show_changes,
        messages.PathAsked: _show_path,
        messages.FileAsked: _show_file,
        messages.FilterAsked: _filter,
    },
)
