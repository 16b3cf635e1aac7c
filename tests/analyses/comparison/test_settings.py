"""The configuration, field by field, what is unknown here too; secrets are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.analyses.comparison.pairs import of_specs
from tests.build_image import ImageSpec

if TYPE_CHECKING:
    from pathlib import Path


def settings(
    tmp_path: Path, old: dict[str, Any], new: dict[str, Any], *leave_out: str
) -> dict[str, tuple[object, object]]:
    found = of_specs(tmp_path, ImageSpec(config=old), ImageSpec(config=new), *leave_out)
    return {each.field: (each.old, each.new) for each in found.settings}


def test_every_field(tmp_path: Path) -> None:
    old = {
        "config": {
            "Env": ["PATH=/bin", "A=1"], "Cmd": ["sh"], "ExposedPorts": {"80/tcp": {}},
            "Labels": {"x.y": "1"}, "Healthcheck": {"Test": ["NONE"], "Retries": 1}, "Shell": None,
        },
        "created": "2024-01-01T00:00:00Z",
        "os": "linux",
    }  # fmt: skip
    new = {
        "config": {
            "Env": ["PATH=/usr/bin:/bin", "B="], "Cmd": ["sh", "-l"], "Labels": {"x.y": "2"},
            "Healthcheck": {"Test": ["NONE"], "Retries": 2}, "Future": [{"a": 1}],
        },
        "created": "2024-01-02T00:00:00Z",
        "os": "windows",
    }  # fmt: skip
    assert settings(tmp_path, old, new) == {
        "Cmd": (["sh"], ["sh", "-l"]),
        "Env.A": ("1", None),
        "Env.B": (None, ""),
        "Env.PATH": ("/bin", "/usr/bin:/bin"),
        "ExposedPorts.80/tcp": ({}, None),
        "Future": (None, [{"a": 1}]),
        "Healthcheck.Retries": (1, 2),
        "Labels.x.y": ("1", "2"),
        "created": ("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"),
        "os": ("linux", "windows"),
    }
    left = settings(tmp_path, old, new, "created", "config.Env.*", "config.Labels.x.y")
    assert set(left) == {"Cmd", "ExposedPorts.80/tcp", "Future", "Healthcheck.Retries", "os"}


def test_what_the_builder_noted_of_its_container(tmp_path: Path) -> None:
    old: dict[str, Any] = {"config": {"Image": "sha256:1", "User": "a"}, "container": "1"}
    old["container_config"] = {**old["config"], "Hostname": "1"}
    new: dict[str, Any] = {"config": {"Image": "sha256:2", "User": "b"}, "container": "2"}
    new["container_config"] = {**new["config"], "Hostname": "2"}
    assert set(settings(tmp_path, old, new)) == {
        "Image", "User", "container", "container_config.Hostname",
    }  # fmt: skip
    assert set(settings(tmp_path, old, new, "semantic")) == {"User"}


def test_secrets(tmp_path: Path) -> None:
    old, new = ({"config": {"Env": [f"DB_PASSWORD={value}"]}} for value in ("hunter2", "s3cr3t-9"))
    assert settings(tmp_path, old, new) == {"Env.DB_PASSWORD": ("***", "***")}


def test_a_document_that_is_nested_out_of_reason(tmp_path: Path) -> None:
    deep: Any = {}
    for _ in range(200):
        deep = {"a": deep}
    assert settings(tmp_path, {"x": deep, "os": "a"}, {"os": "b"}) == {"os": ("a", "b")}


def test_the_order_of_variables_is_told_where_their_values_are_the_same(tmp_path: Path) -> None:
    env = ["A=1", "T=ghp_0123456789abcdefghij0123456789abcdef"]
    old, new = ({"config": {"Env": each}} for each in (env, env[::-1]))
    assert settings(tmp_path, old, new) == {"Env": (["A=1", "T=***"], ["T=***", "A=1"])}
    assert settings(tmp_path, old, new, "config.Env") == {}
    twice = {"config": {"Env": ["A=0", *env]}}
    assert settings(tmp_path, old, twice) == {"Env": (["A=1", "T=***"], ["A=0", "A=1", "T=***"])}
    assert settings(tmp_path, {"config": {"Env": None}}, {"config": {}}) == {}
