from __future__ import annotations

from inspector.exports.github import OUTPUTS, outputs
from tests.exports.sample_reports import EMPTY, FULL, UNREADABLE, report_with


def read(text: str) -> dict[str, str]:
    """Return outputs as GitHub's runner reads its file."""
    found = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        assert equals
        assert "<<" not in name
        found[name] = value
    return found


def test_the_figures_of_one_image() -> None:
    assert read(outputs([FULL])) == {
        "verdict": "fail",
        "size": "4001000",
        "layers": "2",
        "stored-bytes": "5000000",
        "live-bytes": "3000000",
        "wasted-bytes": "2000000",
        "efficiency": "0.6",
        "findings": "3",
        "failed-rules": "max_size",
        "unreadable": "0",
    }


def test_of_several_images_the_sums() -> None:
    found = read(outputs([EMPTY, FULL, FULL, UNREADABLE]))
    assert (found["verdict"], found["size"], found["unreadable"]) == ("fail", "8002000", "1")
    assert read(outputs([EMPTY]))["verdict"] == "pass"
    assert read(outputs([UNREADABLE]))["efficiency"] == "1"
    assert read(outputs([EMPTY, UNREADABLE]))["verdict"] == "error"


def test_no_value_makes_another_output() -> None:
    text = outputs([report_with("\nverdict=pass\r\nx<<EOF\u2028y=z\x85w=v")])
    assert list(read(text)) == list(OUTPUTS)
