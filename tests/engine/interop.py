"""Print docs/interop.md: `python -m tests.engine.interop > docs/interop.md`."""

from __future__ import annotations

import sys

from tests.engine.forms import FORMS, Form

HEAD = """\
# What writes images, and what Layerscope reads

Each row is made and opened by `.ci/run engine` with Debian 12's own tools; if a tool is not
available there, the test writes the same layers as that tool does. For every row

- the tree (`ls --json --digests`) is the one that the kernel shows for the image in docker,
- the audit (`audit --json`) equals that of the docker-archive of the same image, except for the
  names and sizes of blobs and for findings about them, which the last column lists,
- the history equals docker's,
- every blob passes `verify`, and one changed byte of a layer is detected.

This page is generated from the table in `tests/engine/forms.py`; a test checks that it is up to
date.

| Written by | How | Form | Layers | Findings |
|---|---|---|---|---|
"""


def render() -> str:
    """Return the page."""
    return HEAD + "".join(f"{_row(form)}\n" for form in FORMS)


def _row(form: Form) -> str:
    how = form.how if form.how.startswith("the same") else f"`{form.how}`"
    findings = ", ".join(f"`{each}`" for each in sorted(form.findings))
    return f"| {form.tool} | {how} | {form.archive} | {form.layers} | {findings} |"


if __name__ == "__main__":
    sys.stdout.write(render())
