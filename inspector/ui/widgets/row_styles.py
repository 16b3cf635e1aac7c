"""How lists look: the component classes that cells and rows name, and what they are at first."""

from __future__ import annotations

ROW_CLASSES = {
    "rows--cursor",  # the row under the cursor
    "rows--header",  # the titles
    "rows--empty",  # the text shown where there are no rows
    "rows--added",  # kinds of change
    "rows--modified",
    "rows--metadata",
    "rows--removed",
    "rows--finding",  # something to look at
    "rows--mark",  # a mark of what belongs together
    "rows--bar",  # a proportional bar
    "rows--figure",  # a number in a row that has a tone
    "rows--dim",  # what matters less
}
ROW_CSS = """
Rows {
    height: 1fr;
    background: $surface;
    color: $foreground;
    overflow-x: hidden;
    overflow-y: auto;
    scrollbar-gutter: stable;
    scrollbar-size: 0 1;
    & > .rows--header { color: $text-muted; text-style: bold; }
    & > .rows--empty { color: $text-muted; }
    & > .rows--added { color: $text-success; }
    & > .rows--modified { color: $text-warning; }
    & > .rows--metadata { color: $text-primary; }
    & > .rows--removed { color: $text-error; }
    & > .rows--finding { color: $text-error; text-style: bold; }
    & > .rows--mark { color: $text-primary; text-style: bold; }
    & > .rows--bar { color: $text-secondary; }
    & > .rows--figure { color: $foreground; }
    & > .rows--dim { color: $text-muted; }
    /* A terminal's own blue can hardly be read on black. */
    &:ansi:dark > .rows--metadata { color: $text-secondary; }
    &:ansi > .rows--mark { color: $border; }
    &:ansi > .rows--dim, &:nocolor > .rows--dim { text-style: dim; }
    & > .rows--cursor {
        color: $block-cursor-blurred-foreground;
        background: $block-cursor-blurred-background;
        text-style: $block-cursor-blurred-text-style;
    }
    &:focus > .rows--cursor {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
        text-style: $block-cursor-text-style;
    }
    &:ansi > .rows--cursor, &:nocolor > .rows--cursor { text-style: underline; }
    &:ansi:focus > .rows--cursor, &:nocolor:focus > .rows--cursor {
        color: $foreground;
        background: $background;
        text-style: reverse;
    }
}
"""
