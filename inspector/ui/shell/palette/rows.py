"""The lines of the palette: commands under headings, and files of the image after them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

from textual.content import Content

from inspector.language import N_, _
from inspector.ui.session.path_index import MOST_FOUND, FoundPath
from inspector.ui.shell.palette.command import LAYERS, PATHS
from inspector.ui.shell.palette.match import AT_START, best_matches
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.ui.shell.palette.command import PaletteCommand
    from inspector.ui.shell.palette.match import LabelMatch

# Of the layers of a large image, and of the themes, so many that fit.
_MOST_OF_GROUP = 20
# The score of a command with a word of its label: above a word within a text, below its beginning.
_LABELLED = AT_START - 1
_MATCH = "bold underline"
_INDENT = "  "  # below a heading


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _Choice:
    command: PaletteCommand
    spans: tuple[tuple[int, int], ...] = ()


_Line: TypeAlias = _Heading | _Choice | FoundPath


class PaletteRows:
    """The lines for what was typed; nothing typed: all commands.

    ``paths`` are the files that were found for it, None while they are looked for.
    """

    columns: ClassVar[Sequence[Column]] = (
        Column("", least=32),
        Column("", width=13, right=True, gap=2, drop=1),
    )
    empty = N_("No matching command or file.")

    def __init__(
        self, commands: Sequence[PaletteCommand], typed: str, paths: Sequence[FoundPath] | None = ()
    ) -> None:
        self.typed = typed
        matching = _matching(commands, typed)
        # Whether what stands first does so whatever files are found.
        self.is_sure = len(matching.first) > 0
        last = () if paths and matching.is_loose else matching.last
        self._lines: list[_Line] = [
            *_with_headings(matching.first),
            *_of_paths(paths),
            *_with_headings(last),
        ]
        headings = (at for at, line in enumerate(self._lines) if isinstance(line, _Heading))
        self.dividers = frozenset(headings)
        if len(self.dividers) == len(self._lines):
            self.empty = N_("Searching…") if self._lines else self.empty
            self._lines, self.dividers = [], frozenset()

    def __len__(self) -> int:
        return len(self._lines)

    def chosen(self, index: int) -> PaletteCommand | FoundPath | None:
        """Return what a line stands for."""
        line = self._lines[index]
        if isinstance(line, _Choice):
            return line.command
        return line if isinstance(line, FoundPath) else None

    def find(self, chosen: PaletteCommand | FoundPath | None) -> int:
        """Return the line that stands for something, 0 where none does."""
        return next((at for at in range(len(self)) if self.chosen(at) == chosen), 0)

    def row(self, index: int) -> Row:
        """Return a line's cells."""
        line = self._lines[index]
        if isinstance(line, _Heading):
            return Row((_(line.text), line.remark), "rows--header")
        if isinstance(line, _Choice):
            text = Content(line.command.text)
            for start, end in line.spans:
                text = text.stylize(_MATCH, start, end)
            return Row((Content(_INDENT) + text, Content.styled(line.command.keys, ".rows--dim")))
        by = line.removed_by
        removed = "" if by is None else _("removed by {layer}").format(layer=by)
        tone = "rows--removed" if removed else ""
        return Row((partial(self._path, line), removed), tone)

    def _path(self, found: FoundPath, width: int) -> Content:
        version = found.node.visible_at(found.layer)
        slash = "/" if version is not None and version.is_dir else ""
        text = keep_end(found.node.path + slash, width - len(_INDENT))
        shown = Content(text)
        at = text.lower().rfind(self.typed.lower())
        if at >= 0:
            shown = shown.stylize(_MATCH, at, at + len(self.typed))
        return Content(_INDENT) + shown


class _Matching(NamedTuple):
    """Commands that match, and those that come after the files; ``is_loose``: as a mere guess."""

    first: Sequence[_Choice]
    last: Sequence[_Choice] = ()
    is_loose: bool = False


def _matching(commands: Sequence[PaletteCommand], typed: str) -> _Matching:
    """Return the commands for what was typed.

    Last come layers in whose instruction it is, and guesses: its letters in order. Where files are
    called so, they are meant.
    """
    if not typed:
        return _Matching([_Choice(each) for each in commands])
    # Words that follow each other are looked for within each part.
    texts = [
        f"{each.text} _ {each.label} _ {each.other_words} _ ({each.keys}) _ {_(each.group)}"
        for each in commands
    ]
    found = {at: _called(commands[at], typed, each) for at, each in best_matches(typed, texts)}
    if "/" in typed:  # the words of a path are no words of a command
        found = {at: each for at, each in found.items() if typed.lower() in texts[at].lower()}
    if any(each.is_loose for each in found.values()):
        return _Matching((), list(_ranked(commands, found)), is_loose=True)

    def is_within(at: int) -> bool:
        return commands[at].group == LAYERS and found[at].score < AT_START

    first = {at: each for at, each in found.items() if not is_within(at)}
    last = {at: each for at, each in found.items() if is_within(at)}
    return _Matching(list(_ranked(commands, first)), list(_ranked(commands, last)))


def _called(command: PaletteCommand, typed: str, found: LabelMatch) -> LabelMatch:
    """Rank a command first that is called so in the line of keys."""
    label, words = command.label.lower(), typed.lower().strip()
    if label == words:
        return replace(found, score=AT_START + 1)
    return replace(found, score=max(found.score, _LABELLED)) if words in label.split() else found


def _ranked(commands: Sequence[PaletteCommand], found: dict[int, LabelMatch]) -> Iterator[_Choice]:
    """Yield the commands that match: the group of the best first, and in it the best."""
    best: dict[str, float] = {}
    for place, each in found.items():
        group = commands[place].group
        best[group] = max(best.get(group, 0), each.score)
    order = list(dict.fromkeys(each.group for each in commands))
    for group in sorted(best, key=lambda name: (-best[name], order.index(name))):
        places = [place for place in found if commands[place].group == group]
        for place in sorted(places, key=lambda at: -found[at].score)[:_MOST_OF_GROUP]:
            length = len(commands[place].text)
            spans = tuple(span for span in found[place].spans if span[1] <= length)
            yield _Choice(commands[place], spans)


def _with_headings(chosen: Sequence[_Choice]) -> Iterator[_Line]:
    group = ""
    for each in chosen:
        if each.command.group != group:
            group = each.command.group
            yield _Heading(group)
        yield each


def _of_paths(paths: Sequence[FoundPath] | None) -> Iterator[_Line]:
    if paths is None:
        yield _Heading(PATHS, _("searching…"))
    elif paths:
        is_cut = len(paths) >= MOST_FOUND
        yield _Heading(PATHS, _("the first {count}").format(count=MOST_FOUND) if is_cut else "")
        yield from paths
