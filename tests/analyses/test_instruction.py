"""One line for each row in lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.instruction import instruction, step_name
from inspector.spec import HistoryEntry


@pytest.mark.parametrize(
    ("created_by", "expected"),
    [
        ("/bin/sh -c yum -y install x", "RUN yum -y install x"),
        ("|2 A=b C=d e /bin/sh -c a && b", "RUN a && b"),
        ("RUN |1 A=b /bin/sh -c a # buildkit", "RUN a"),
        ("RUN /bin/sh -c a\nb\n # buildkit", "RUN a\nb"),
        ("RUN apk add x", "RUN apk add x"),
        ('/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'),
        ("/bin/sh -e -c #(nop)  USER x", "USER x"),
        ("/bin/sh -c #(nop) COPY dir:12 in /x ", "COPY dir:12 in /x"),
        ("COPY a /b # buildkit", "COPY a /b"),
        ("WORKDIR /x", "WORKDIR /x"),
        ("umoci repack", "umoci repack"),
        ("", ""),
    ],
)
def test_instruction(created_by: str, expected: str) -> None:
    assert instruction(created_by) == expected


@given(st.text())
def test_any_text_has_a_line_of_its_own(text: str) -> None:
    assert instruction(text) == instruction(text).strip()
    assert instruction(f"/bin/sh -c x{text}y") == f"RUN x{text}y"


@pytest.mark.parametrize(
    ("created_by", "comment", "name"),
    [
        ("/bin/sh -c make", "built", "RUN make"),
        ("", "Imported from -", "Imported from -"),
        (None, "Imported from -\n", "Imported from -"),
        ("  ", "by hand", "by hand"),
        ("", "", "(no command)"),
        (None, None, "(no command)"),
    ],
)
def test_a_step_without_a_command_is_called_by_its_comment(
    created_by: str | None, comment: str | None, name: str
) -> None:
    assert step_name(HistoryEntry(created_by=created_by, comment=comment)) == name


def test_a_layer_that_no_row_owns_says_so() -> None:
    assert step_name(None) == "(no history row says what made this layer)"
