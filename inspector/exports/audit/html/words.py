"""The texts of the HTML page that stand in its scripts and its frame, to be translated.

A script asks for a message by its English; what has no translation is shown in English.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.exports.html_text import escaped
from inspector.exports.layout.words import joined
from inspector.language import N_, _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    Words = Mapping[str, Mapping[str, str | Mapping[int, str]]]

# Numbers that between them need all forms that a language has: Unicode CLDR, Plural Rules.
_SAMPLES = (0, 1, 2, 3, 5, 11, 21, 100, 1_000_000)
_MARK = re.compile(r"\[\[(.+?)\]\]")

SCRIPT_TEXTS = (
    N_("+ Hidden at the end"),
    N_("+ Holes of sparse files"),
    N_("+ Targets of symlinks"),
    N_("= Size"),
    N_("= Stored in files"),
    N_("Added"),
    N_("After"),
    N_("Before"),
    N_("Bytes"),
    N_("Cause"),
    N_("Change"),
    N_("Duplicates"),
    N_("Efficiency"),
    N_("Fail"),
    N_("Files"),
    N_("Files of layer {layer}"),
    N_("Files, extracted"),
    N_("Finding"),
    N_("Findings"),
    N_("Folder"),
    N_("Hidden by"),
    N_("How the numbers add up"),
    N_("ID"),
    N_("Ignored: {reason}"),
    N_("Ignored: {reason}, until {day}"),
    N_("In the archive"),
    N_("Instruction"),
    N_("Layer"),
    N_("Layer {layer}"),
    N_("Layer {layer}, {size}, {wasted} wasted: {instruction}"),
    N_("Layers, as in the archive"),
    N_("Layers, uncompressed tars"),
    N_("Level"),
    N_("Message"),
    N_("Metadata only"),
    N_("Modified"),
    N_("Name"),
    N_("No bytes here."),
    N_("No row fits."),
    N_("No waste here."),
    N_("None."),
    N_("Not read: {error}"),
    N_("One copy saves"),
    N_("Package"),
    N_("Packages"),
    N_("Pass"),
    N_("Path"),
    N_("Paths"),
    N_("Removed"),
    N_("Rule"),
    N_("Rules"),
    N_("See"),
    N_("Since the baseline"),
    N_("Size"),
    N_("Status"),
    N_("Stored by"),
    N_("Stored in files"),
    N_("Stored versions"),
    N_("Threshold"),
    N_("Type"),
    N_("Uncompressed tar"),
    N_("Value"),
    N_("Verdict"),
    N_("Version"),
    N_("Visible at the end"),
    N_("Waste"),
    N_("Waste by folder"),
    N_("Waste by layers"),
    N_("Wasted"),
    N_("What"),
    N_("and {count} more"),
    N_("base"),
    N_("base, not counted"),
    N_("counts all copies of a path, the visible one too"),
    N_("docker counts their length"),
    N_("docker images; by layer: docker history"),
    N_("error"),
    N_("fail"),
    N_("folder {path}, {size}"),
    N_("ignored"),
    N_("in {layers}; {size} in the archive"),
    N_("layer {layer}: {instruction}"),
    N_("live"),
    N_("live + wasted"),
    N_("ls -l; hard-linked files once"),
    N_("misconfigured"),
    N_("no rule file"),
    N_("none"),
    N_("not a number"),
    N_("not stored; docker counts them"),
    N_("note"),
    N_("of {size} stored"),
    N_("overwritten"),
    N_("pass"),
    N_("removed"),
    N_("saved by one copy of each"),
    N_("skip"),
    N_("stored again, unchanged"),
    N_("stored in files, and headers and padding"),
    N_("stored twice, or removed, within one layer"),
    N_("unknown"),
    N_("warning"),
    N_("wasted"),
    N_("what is pushed and pulled"),
    N_("{added} added, {modified} modified, {removed} removed, {metadata} metadata only"),
    N_("{failed} of {rules} failed ({file})"),
    N_("{live} visible at the end, {wasted} wasted"),
    N_("{rows} in layer {layer}"),
    N_("{rules} passed or skipped ({file})"),
    N_("{shown} of {count} rows"),
    N_("{size} (as docker history prints)"),
    N_("{size} of it unavoidable"),
    N_("{size} visible at the end"),
    N_("{size} wasted"),
    N_("− Replaced within a layer"),  # noqa: RUF001 - as in the page
)
FRAME_TEXTS = (
    N_("All stored bytes"),
    N_("Details"),
    N_("Files"),
    N_("Filter rows"),
    N_("Final image"),
    N_("Folder"),
    N_("Image"),
    N_("Layers"),
    N_("Map of files: arrow keys move, Enter opens a folder, Backspace goes up"),
    N_("Show all layers"),
    N_("Show more rows"),
    N_("Summary"),
    N_("Switch between light and dark"),
    N_("Tables"),
    N_("Theme"),
    N_("Waste"),
    N_("What the map shows"),
    N_("visible at the end"),
    N_("wasted"),
)


def script_words() -> Words:
    """Return what the scripts say: by its English, and nouns by number; nothing for English."""
    told = {text: _(text) for text in SCRIPT_TEXTS}
    messages = {text: shown for text, shown in told.items() if shown != text}
    if not messages:
        return {"messages": {}, "nouns": {}}
    forms = {number: _nouns(number) for number in _SAMPLES}
    nouns = {
        noun: {number: forms[number][noun] for number in _SAMPLES} for noun in forms[_SAMPLES[0]]
    }
    return {"messages": {**messages, ", ": joined(("", ""))}, "nouns": nouns}


def framed(page: str) -> str:
    """Return the template of the page with its texts, ``[[…]]``, translated."""
    return _MARK.sub(lambda found: escaped(_(found[1])).replace("$", "$$"), page)


def _nouns(number: int) -> dict[str, str]:
    return {
        "layer": ngettext("{count} layer", "{count} layers", number),
        "rule": ngettext("{count} rule", "{count} rules", number),
        "row": ngettext("{count} row", "{count} rows", number),
        "note": ngettext("{count} note", "{count} notes", number),
        "warning": ngettext("{count} warning", "{count} warnings", number),
        "error": ngettext("{count} error", "{count} errors", number),
        "smaller file": ngettext("{count} smaller file", "{count} smaller files", number),
        "smaller item": ngettext("{count} smaller item", "{count} smaller items", number),
    }
