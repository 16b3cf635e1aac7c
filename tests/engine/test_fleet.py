"""All images of a registry that others use, with a login and with tokens."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.build_image import file
from tests.engine.layerscope import ROOT
from tests.engine.registry import PASSWORD, USER, DebianRegistry
from tests.engine.token_server import TokenServer
from tests.engine.tools import attempt, clean_environment
from tests.fleet.fleets import BASE, TABLES, image, rows

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

pytestmark = pytest.mark.engine

NAMES = [f"app-{number}:1" for number in range(3)] + ["app-0:2"]


@pytest.mark.parametrize("kind", ["open", "login", "tokens"])
def test_all_images_of_a_registry(tmp_path: Path, kind: str) -> None:
    archives = {
        name: image(
            tmp_path / f"{name[:-2]}-{name[-1]}.tar", BASE, [file("own", name.encode() * 9000)]
        )
        for name in NAMES
    }
    with ExitStack() as stack:
        tokens = stack.enter_context(TokenServer(USER, PASSWORD)) if kind == "tokens" else None
        registry = stack.enter_context(
            DebianRegistry(
                tmp_path / "registry", tls=kind == "login", login=kind == "login", tokens=tokens
            )
        )
        for name, archive in archives.items():
            registry.fill(archive, name)

        def fleet(out: str, *words: str | Path) -> CompletedProcess[bytes]:
            environment = clean_environment(PYTHONPATH=str(ROOT))
            environment |= registry.environment(tmp_path / "home")
            argv = [sys.executable, "-m", "inspector", "fleet", *words, "--out", tmp_path / out]
            return attempt(argv, env=environment)

        source = f"registry://{registry.host}"
        said = fleet("out", source)
        assert (said.returncode, said.stderr) == (0, b"")
        names = [row["reference"] for row in rows(tmp_path / "out", "images")]
        assert names == sorted(f"{source}/{name}" for name in NAMES)
        assert fleet("tags", f"{source}/app-0:*").returncode == 0
        assert len(rows(tmp_path / "tags", "images")) == 2
        if tokens is not None:
            assert "registry:catalog:*" in tokens.given
    assert fleet("alone", *archives.values()).returncode == 0
    for table in set(TABLES) - {"images", "layers"}:
        assert rows(tmp_path / "out", table) == rows(tmp_path / "alone", table), table
