"""ADD and COPY. The classic builder and buildah print a digest in place of the sources' names.

``COPY file:<sha256> in /dest``, ``ADD --chown=1:2dir:<sha256> in /dest`` (no blank between, moby
builder/dockerfile/copy.go), ``ADD multi:…``, ``ADD tarsum.v1+sha256:…``; BuildKit prints the names
without quotes (dockerfile2llb/convert.go, ``dispatchCopy``), so that from three words on it is a
guess which blanks lie within a name, and of a here-document only ``<<name``. A placeholder stands
for what is lost: given as a directory with the files in it, COPY copies them as they were.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.model import Note
from inspector.analyses.dockerfile.state import Body
from inspector.analyses.dockerfile.words import (
    after_flags,
    begins_heredoc,
    is_bare,
    is_written,
    json_array,
    parse_json_array,
)
from inspector.analyses.history.text import RowForm

if TYPE_CHECKING:
    from inspector.analyses.dockerfile.state import Scene
    from inspector.analyses.history.text import ParsedRow

LOST = "lost-source-"
DIGITS = 12
_BEGINNING = re.compile(r"/|\.{1,2}(?:/|\Z)|[A-Za-z]:[/\\]")
_BARE_FLAGS = re.compile(r"\A(?:--[a-z-]+(?:=[^\s\"'\\]*)? )+")
_FLAG = re.compile(r"--[a-z-]+(?:=[^\s\"'\\$]*)?")
_DIGEST = re.compile(
    r"(?:(?:file|dir|multi|tarsum[\w.+-]{0,20}):([0-9a-f]{64})?|(?<![0-9a-f])([0-9a-f]{64}))$"
)


def sources(row: ParsedRow, scene: Scene) -> Body | None:
    """Return the body of an ADD or COPY; None where there is no destination."""
    head, separator, target = row.text.partition(" in ")
    if row.is_nop and separator:
        found = _digest(head, target, scene)
        if found is not None:
            return found
    if row.form is not RowForm.BUILDKIT and _is_kept(row.text):
        return Body(row.text, _elsewhere(row.text))
    return _printed(row, scene)


def _digest(head: str, target: str, scene: Scene) -> Body | None:
    """Read ``flags digest`` or ``flags name``, which stand before the word ``in``."""
    match = _DIGEST.search(head)
    flags = head[: match.start()].strip() if match else ""
    if match is not None and (not flags or flags.startswith("--")):
        digits = match[1] or match[2]
        source = LOST + digits[:DIGITS] if digits else scene.placeholder
        return _body(flags, [source], target, (Note.SOURCE_LOST,))
    source = after_flags(head)
    if not source or " " in source:
        return None
    return _body(head[: len(head) - len(source)], [source], target, ())


def _is_kept(text: str) -> bool:
    """Whether a text can stay as it was written: at least a source and a destination."""
    rest = after_flags(text)
    words = parse_json_array(rest) or rest.split()
    return len(words) > 1 and is_written(text) and not begins_heredoc(text)


def _printed(row: ParsedRow, scene: Scene) -> Body | None:
    """Read names without quotes: sources, ``<<name`` of here-documents, the destination."""
    is_bare = row.is_printed
    rest = _BARE_FLAGS.sub("", row.text) if is_bare else after_flags(row.text)
    words = rest.split(" ") if is_bare else parse_json_array(rest) or rest.split()
    if len(words) < 2:
        return None
    documents = [at for at, word in enumerate(words[:-1]) if word.startswith("<<")]
    if documents:
        files, target = words[: documents[0]], words[documents[-1] + 1 :]
        is_guess = is_bare and (len(files) > 1 or len(target) > 1)
    else:
        is_guess = is_bare and len(words) > 2
        files, target = _sides(words) if is_guess else (words[:-1], words[-1:])
    notes = (Note.WORDS_GUESSED,) if is_guess else ()
    if documents:
        notes = (*notes, Note.SOURCE_LOST)
        files.append(scene.placeholder)
    return _body(row.text[: len(row.text) - len(rest)], files, " ".join(target), notes)


def _sides(words: list[str]) -> tuple[list[str], list[str]]:
    """Guess which of the words are sources, and which the destination.

    It begins with the last word that looks like a beginning. Several sources need a directory;
    where it is none, they are the words of one name, as those with more than a blank between are.
    """
    begins = [at for at, word in enumerate(words) if at and _BEGINNING.match(word)]
    at = begins[-1] if begins else len(words) - 1
    files, target = words[:at], words[at:]
    is_directory = target[-1:] in (["."], [""]) or target[-1].endswith(("/", "\\"))
    if not is_directory or "" in files:
        files = [" ".join(files)]
    return files, target


def _body(flags: str, files: list[str], target: str, notes: tuple[Note, ...]) -> Body | None:
    target = target.strip()
    if not target:
        return None
    kept = [flag for flag in flags.split() if _FLAG.fullmatch(flag)]
    words = [*files, target]
    text = " ".join(words) if all(map(is_bare, words)) else json_array(words, expands=True)
    if len(kept) < len(flags.split()):
        notes = (*notes, Note.TEXT_CHANGED)
    body = " ".join((*kept, text))
    return Body(body, (*notes, *_elsewhere(body)))


def _elsewhere(text: str) -> tuple[Note, ...]:
    return (Note.SOURCE_ELSEWHERE,) if text.startswith("--from=") or " --from=" in text else ()
