"""How a container starts, and what the image is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.analyses.checks.audited import findings_of
from tests.build_image import ImageSpec

if TYPE_CHECKING:
    from pathlib import Path

GOOD: dict[str, Any] = {"User": "app", "Healthcheck": {"Test": ["CMD", "true"]}}


def ids(
    folder: Path, config: dict[str, Any] | None, tag: str = "a:1", platform: str = "linux/amd64"
) -> set[str]:
    spec = ImageSpec(layers=[[]], config={"config": config}, tags=(tag,), platform=platform)
    return {each.id for each in findings_of(folder, spec)}


def test_an_image_that_is_as_it_should_be(tmp_path: Path) -> None:
    assert ids(tmp_path, GOOD) == set()


@pytest.mark.parametrize("user", [None, "", "root", "0", "0:0", "root:app"])
def test_root(tmp_path: Path, user: str | None) -> None:
    assert ids(tmp_path, {**GOOD, "User": user}) == {"runs-as-root"}


@pytest.mark.parametrize("user", ["app", "1000", "1000:0", "rooted"])
def test_another_user(tmp_path: Path, user: str) -> None:
    assert ids(tmp_path, {**GOOD, "User": user}) == set()


@pytest.mark.parametrize("check", [None, {}, {"Test": []}, {"Test": ["NONE"]}], ids=range(4))
def test_no_healthcheck(tmp_path: Path, check: object) -> None:
    assert ids(tmp_path, {**GOOD, "Healthcheck": check}) == {"no-healthcheck"}


def test_no_configuration_at_all(tmp_path: Path) -> None:
    assert ids(tmp_path, None) == {"runs-as-root", "no-healthcheck"}


def test_the_rules_are_about_linux(tmp_path: Path) -> None:
    assert ids(tmp_path, {}, platform="windows/amd64") == set()


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("a:latest", {"latest-tag"}),
        ("example.com:5000/a:latest", {"latest-tag"}),
        ("example.com/a", {"latest-tag"}),
        ("a:1", set()),
    ],
)
def test_the_tag(tmp_path: Path, tag: str, expected: set[str]) -> None:
    assert ids(tmp_path, GOOD, tag) == expected
