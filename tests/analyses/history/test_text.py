"""Rows taken apart, whatever builder wrote them."""

from __future__ import annotations

import pytest

from inspector.analyses.history.text import ParsedRow, RowContext, RowForm, undress


@pytest.mark.parametrize(
    ("created_by", "row"),
    [
        ("/bin/sh -c #(nop)  CMD x", ParsedRow(RowForm.SHELL, "CMD", "x", is_nop=True)),
        ("/bin/sh -e -c #(nop) WORKDIR /x", ParsedRow(RowForm.SHELL, "WORKDIR", "/x", is_nop=True)),
        (
            "cmd /S /C #(nop)  ENV A=b",
            ParsedRow(RowForm.SHELL, "ENV", "A=b", is_nop=True, is_printed=True),
        ),
        ("/bin/sh -c #(nop) ENV A=b", ParsedRow(RowForm.SHELL, "ENV", "A=b", is_nop=True)),
        (
            "powershell -Command $x = 'Stop'; #(nop)  ENV A=b",
            ParsedRow(RowForm.SHELL, "ENV", "A=b", is_nop=True, is_printed=True),
        ),
        ("COPY a /b # buildkit", ParsedRow(RowForm.BUILDKIT, "COPY", "a /b", is_printed=True)),
        ("RUN a # buildkit", ParsedRow(RowForm.BUILDKIT, "RUN", "a")),
        ("RUN /bin/sh -c a\n # buildkit", ParsedRow(RowForm.BUILDKIT, "RUN", "a", "/bin/sh -c")),
        ("RUN a", ParsedRow(RowForm.WRITTEN, "RUN", "a")),
        (
            "/bin/bash -euo pipefail -c a",
            ParsedRow(RowForm.SHELL, "RUN", "a", "/bin/bash -euo pipefail -c"),
        ),
        ("pwsh -NoLogo -Command a", ParsedRow(RowForm.SHELL, "RUN", "a", "pwsh -NoLogo -Command")),
        (
            "/bin/sh -c echo #(nop) CMD x",
            ParsedRow(RowForm.SHELL, "RUN", "echo #(nop) CMD x", "/bin/sh -c"),
        ),
        ("|1 A=b /bin/sh -c c", ParsedRow(RowForm.SHELL, "RUN", "c", "/bin/sh -c", (("A", "b"),))),
        (
            "RUN |1 A=b mk x",
            ParsedRow(RowForm.WRITTEN, "RUN", "mk x", "", (("A", "b"),), is_guess=True),
        ),
        ("|0 /bin/sh -c sh -c a", ParsedRow(RowForm.SHELL, "RUN", "sh -c a", "/bin/sh -c")),
        ("|0 mk x", ParsedRow(RowForm.SHELL, "RUN", "mk x")),
        ("|2 A=b", ParsedRow(RowForm.OTHER, "", "|2 A=b")),
        ("copy a /b", ParsedRow(RowForm.OTHER, "", "copy a /b")),
        ("", ParsedRow(RowForm.OTHER, "", "")),
    ],
)
def test_forms(created_by: str, row: ParsedRow) -> None:
    assert undress(created_by) == row


def test_a_comment_tells_of_buildkit() -> None:
    assert undress("ENV A=b", "buildkit.dockerfile.v0").form is RowForm.BUILDKIT


def test_blanks_at_the_end_are_the_values_where_docker_prints_them() -> None:
    assert undress("ARG A=b ", "buildkit.dockerfile.v0").text == "A=b "
    assert undress("/bin/sh -c #(nop)  ARG A=b\n").text == "A=b\n"
    assert undress("/bin/sh -c #(nop) ARG A ").text == "A"
    assert undress("COPY a /b # buildkit", "buildkit.dockerfile.v0").text == "a /b"


def test_a_shell_in_force_may_be_anything() -> None:
    shell = "/my shell --now"
    row = undress(f"{shell} a b", scope=RowContext((shell,)))
    assert (row.word, row.text, row.shell) == ("RUN", "a b", shell)
    assert undress(f"{shell} #(nop)  USER x", scope=RowContext((shell,))).word == "USER"
