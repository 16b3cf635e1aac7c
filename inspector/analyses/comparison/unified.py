"""The unified difference of a text, as diff -u and git write it. Lines are not printable yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.difference import LinesDiffer, NotCompared, SameContent, difference
from inspector.analyses.line_diff import hunks
from inspector.language import shown
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.comparison.both import BothImages
    from inspector.analyses.comparison.model import FileChange

_CONTEXT = 3
_NO_NEWLINE = "\n\\ No newline at end of file\n"


def unified(both: BothImages, change: FileChange) -> tuple[str, ...]:
    """Return the lines, each with its end; none where no content differs."""
    content = difference(both.contents, change.before, change.after).content
    if content is None or isinstance(content, SameContent):
        return ()
    # A name may have a line end: the header is one line.
    old = "/dev/null" if change.before is None else printable(f"a{change.origin.path}")
    new = "/dev/null" if change.after is None else printable(f"b{change.path}")
    if isinstance(content, LinesDiffer):
        return (f"--- {old}\n", f"+++ {new}\n", *_lines(content))
    if isinstance(content, NotCompared):
        return (f"{printable(change.path)}: {shown(content.reason)}\n",)
    return (f"Binary files {old} and {new} differ\n",)


def _lines(content: LinesDiffer) -> Iterator[str]:
    for part in hunks(content.pairs, _CONTEXT):
        pairs = content.pairs[part.start : part.stop]
        olds = [pair.old for pair in pairs if pair.old is not None]
        news = [pair.new for pair in pairs if pair.new is not None]
        yield f"@@ -{_range(olds)} +{_range(news)} @@\n"
        for pair in pairs:
            if pair.old is None:
                yield _line("+", content.new[pair.new or 0])
            else:
                yield _line(" " if pair.is_same else "-", content.old[pair.old])


def _range(numbers: Sequence[int]) -> str:
    return f"{numbers[0] + 1},{len(numbers)}" if numbers else "0,0"


def _line(sign: str, text: str) -> str:
    return sign + text if text.endswith("\n") else sign + text + _NO_NEWLINE
