"""docs/findings.md, made from the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.sentences.references import links
from inspector.findings import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.findings import FindingKind

_LEVELS = """
The level is that of most findings of a kind. What costs less than 1 MB is a note; so are setuid
programs that distributions have themselves, and permissions that a later layer takes away. A
directory is one finding for each layer that stores files in it, with their bytes; `hidden_by` is
the layer that removes or overwrites all of them later, which makes the image no smaller. What the
layer itself removes again is not a finding.

## Each of them
"""

_HEAD = """# Findings

Findings report what is suspicious or ambiguous in an image. A finding never stops a command and
never changes an exit code; findings are listed by `audit`, in its JSON (`findings`) and on the
screen. "Engines disagree" marks places where docker, podman, containerd and others are known to
show different trees for the same layer; Layerscope follows the text of the OCI image specification
and resolves paths as overlay file systems do.

This page is generated from the registry in `inspector/findings/`, down to the measurements at its
end: `python -m inspector.exports.findings_page docs/findings.md`.

| id | level | what it says |
|---|---|---|
"""


_MEASURED = "\n## How well secrets are found\n"


def page(written: str) -> str:
    """Return the page with what was written below its mark."""
    return render() + written[written.index(_MEASURED) :]


def render() -> str:
    """Return what is made from the registry."""
    rows = [f"| {_name(kind)} | {kind.level} | {_sentence(kind)} |\n" for kind in FINDINGS]
    parts = [part for kind in FINDINGS if kind.why for part in _explained(kind)]
    return "".join([_HEAD, *rows, _LEVELS, *(f"{part}\n" for part in parts)])


def _name(kind: FindingKind) -> str:
    return f"[`{kind.id}`](#{kind.id})" if kind.why else f"`{kind.id}`"


def _sentence(kind: FindingKind) -> str:
    return kind.sentence.replace("{detail}", "…")


def _explained(kind: FindingKind) -> Iterator[str]:
    """Yield what it is, why it matters, an example, what to do, and whose rule it is, too."""
    said = _sentence(kind).removesuffix(": …")
    yield f"\n### {kind.id}\n"
    yield f"{said[:1].upper()}{said[1:]}. {kind.why}\n"
    if kind.example:
        yield f"```\n{kind.example}\n```\n"
    yield f"What to do: {kind.advice}"
    if kind.see:
        yield f"\nSee also: {links(kind.see)}."


if __name__ == "__main__":
    import sys
    from pathlib import Path

    path = Path(sys.argv[1])
    path.write_text(page(path.read_text()))
