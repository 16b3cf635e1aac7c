"""What identifies an image and what it would start, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector import language
from inspector.findings import Finding
from inspector.ui.image.pane import _command, _configuration, _identity, _several, findings_text
from tests.ui.images import hostile, small
from tests.ui.sessions import session_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (None, "none"),
        ([], "none"),
        (["sh", "-c", 'echo "a\\b"'], '["sh", "-c", "echo \\"a\\\\b\\""]'),
    ],
)
def test_a_command_is_written_as_a_dockerfile_has_it(words: list[str] | None, text: str) -> None:
    assert _command(words) == text


def test_of_very_many_values_the_first_are_listed_and_the_others_counted() -> None:
    values = _several("env", (f"A{number}=1" for number in range(1234)))
    assert values[:2] == [("env", "A0=1"), ("", "A1=1")]
    assert values[-1] == ("", "+1,034 more")
    assert _several("env", ()) == [("env", "none")]


def test_the_age_stands_beside_the_date(tmp_path: Path) -> None:
    facts = dict(_identity(session_of(small(tmp_path))))
    assert facts["created"] == "2023-11-14T22:13:20Z (4 months ago)"
    assert facts["name"] == "example.com/app:1"


def test_what_a_configuration_says_is_text(tmp_path: Path) -> None:
    session = session_of(hostile(tmp_path))
    told = [text for _, text in (*_identity(session), *_configuration(session))]
    assert not any("\x1b" in text or "\n" in text for text in told)
    assert "A=\\x1b[31mred\\x07" in told
    assert "A=[@click=app.quit]x[/]" in told


def test_one_bad_layer_does_not_bury_others() -> None:
    odd = [Finding("refused-type", 0, f"/{number}") for number in range(5)]
    text = findings_text((*odd, Finding("refused-type", 1, "/[b]\x1b"))).plain
    lines = text.splitlines()
    assert lines[0] == "findings: 6"
    assert lines[1].endswith("(+4 more)")
    assert ": layer 1 /[b]\\x1b: " in lines[2]
    assert len(lines) == 3
    assert findings_text(()).plain == "findings: none"


def test_errors_come_first() -> None:
    note, error = Finding("build-tools", 0, "/a", bytes=1), Finding("secret-file", 2, "/b")
    costly = Finding("build-tools", 1, "/c", bytes=2)
    lines = findings_text((note, costly, error)).plain.splitlines()[1:]
    assert [line.partition(": ")[2].split(": ")[0] for line in lines] == [
        "layer 2 /b", "layer 1 /c", "layer 0 /a",
    ]  # fmt: skip


def test_a_finding_is_a_sentence_of_its_language() -> None:
    found = (Finding("secret-file", 2, "/b"), Finding("secret-file", 2, "/{c}"))
    language.choose("zh_CN")
    try:
        text = findings_text(found)
    finally:
        language.choose(language.ENGLISH)
    line = text.plain.splitlines()[1]
    assert line.startswith("  ! 错误：第 2 层 /b：")
    assert line.endswith("（另有 1 项）")
    assert not {":", "("} & {*line}
    [span] = text.spans
    assert (text.plain[span.start : span.end], span.style) == ("错误", "$text-error")
