"""Rows taken apart, whatever builder wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.history_text import Form, Row, undress


@pytest.mark.parametrize(
    ("created_by", "row"),
    [
        ("/bin/sh -c #(nop)  CMD x", Row(Form.SHELL, "CMD", "x", is_nop=True)),
        ("/bin/sh -e -c #(nop) WORKDIR /x", Row(Form.SHELL, "WORKDIR", "/x", is_nop=True)),
        ("cmd /S /C #(nop)  ENV A=b", Row(Form.SHELL, "ENV", "A=b", is_nop=True)),
        (
            "powershell -Command $x = 'Stop'; #(nop)  ENV A=b",
            Row(Form.SHELL, "ENV", "A=b", is_nop=True),
        ),
        ("COPY a /b # buildkit", Row(Form.BUILDKIT, "COPY", "a /b")),
        ("RUN a # buildkit", Row(Form.BUILDKIT, "RUN", "a")),
        ("RUN /bin/sh -c a\n # buildkit", Row(Form.BUILDKIT, "RUN", "a", "/bin/sh -c")),
        ("RUN a", Row(Form.WRITTEN, "RUN", "a")),
        ("/bin/bash -euo pipefail -c a", Row(Form.SHELL, "RUN", "a", "/bin/bash -euo pipefail -c")),
        ("pwsh -NoLogo -Command a", Row(Form.SHELL, "RUN", "a", "pwsh -NoLogo -Command")),
        ("/bin/sh -c echo #(nop) CMD x", Row(Form.SHELL, "RUN", "echo #(nop) CMD x", "/bin/sh -c")),
        ("|1 A=b /bin/sh -c c", Row(Form.SHELL, "RUN", "c", "/bin/sh -c", (("A", "b"),))),
        ("RUN |1 A=b mk x", Row(Form.WRITTEN, "RUN", "mk x", "", (("A", "b"),))),
        ("|2 A=b", Row(Form.OTHER, "", "|2 A=b")),
        ("copy a /b", Row(Form.OTHER, "", "copy a /b")),
        ("", Row(Form.OTHER, "", "")),
    ],
)
def test_forms(created_by: str, row: Row) -> None:
    assert undress(created_by) == row


def test_a_comment_tells_of_buildkit() -> None:
    assert undress("ENV A=b", "buildkit.dockerfile.v0").form is Form.BUILDKIT


def test_a_shell_in_force_may_be_anything() -> None:
    shell = "/my shell --now"
    row = undress(f"{shell} a b", shells=[shell])
    assert (row.word, row.text, row.shell) == ("RUN", "a b", shell)
    assert undress(f"{shell} #(nop)  USER x", shells=[shell]).word == "USER"


@given(st.lists(st.text("ab =/", max_size=8), max_size=4), st.text("ab =", min_size=1))
def test_arguments_that_were_declared_are_told_from_their_values(
    values: list[str], command: str
) -> None:
    pairs = tuple((f"N{number}", value) for number, value in enumerate(values))
    words = " ".join(f"{name}={value}" for name, value in pairs)
    head = f"|{len(pairs)} {words} " if pairs else ""
    row = undress(f"{head}/bin/sh -c {command}", names={name for name, _ in pairs})
    assert row.arguments == pairs
    assert row.text.strip() == command.strip()
