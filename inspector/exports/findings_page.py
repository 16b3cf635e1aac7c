"""docs/findings.md, made from the registry."""

from __future__ import annotations

from inspector.findings import FINDINGS

_HEAD = """# Findings

Findings report what is suspicious or ambiguous in an image. A finding never stops a command and
never changes an exit code; findings are listed by `audit`, in its JSON (`findings`) and on the
screen. "Engines disagree" marks places where docker, podman, containerd and others are known to
show different trees for the same layer; Layerscope follows the text of the OCI image specification
and resolves paths as overlay file systems do.

This page is generated from the registry in `inspector/findings.py`:
`python -m inspector.exports.findings_page > docs/findings.md`.

| id | level | what it says |
|---|---|---|
"""


def render() -> str:
    """Return the page."""
    rows = [
        f"| `{kind.id}` | {kind.level} | {kind.sentence.replace('{detail}', '…')} |\n"
        for kind in FINDINGS
    ]
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    import sys

    sys.stdout.write(render())
