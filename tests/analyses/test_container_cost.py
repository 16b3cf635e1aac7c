"""What a writable layer hides, by the files of the image and the names that lead to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.container_cost import ContainerCost, container_cost
from inspector.container.shell import Shell
from tests.build_image import directory, file, hardlink, symlink, whiteout
from tests.container.imagined import container as imagined

if TYPE_CHECKING:
    from pathlib import Path

LAYERS = (
    [directory("d"), file("d/a", b"a" * 100), file("d/b", b"b" * 20), file("gone", b"g" * 1000)],
    [
        whiteout("gone"),
        file("d/b", b"B" * 30),
        file("x", b"x" * 7),
        hardlink("y", "x"),
        directory("e"),
        file("e/f", b"f" * 4000),
        symlink("link", "x"),
    ],
)


@pytest.mark.parametrize(
    ("line", "cost"),
    [
        ("true", ContainerCost()),
        ("touch new; rm new; ls; mkdir q", ContainerCost()),
        ("rm -r d", ContainerCost(130, 2, 130, 2, (0, 1))),
        ("rm x", ContainerCost()),
        ("rm x y", ContainerCost(7, 1, 7, 1, (1,))),
        ("rm link", ContainerCost()),
        ("chmod 600 d/a", ContainerCost(100, 1, 0, 0, (0,))),
        ("chmod 700 d", ContainerCost()),
        ("echo > x", ContainerCost()),
        ("echo > x; rm y", ContainerCost(7, 1, 0, 0, (1,))),
        ("rm -r e; mkdir e; echo > e/f", ContainerCost(4000, 1, 4000, 1, (1,))),
        ("rm -r e d; touch e", ContainerCost(4130, 3, 4130, 3, (0, 1))),
        ("mv e q", ContainerCost(4000, 1, 4000, 1, (1,))),
    ],
)
def test_costs(tmp_path: Path, line: str, cost: ContainerCost) -> None:
    filesystem = imagined(tmp_path / "i.tar", *LAYERS)
    Shell(filesystem).run(line)
    assert container_cost(filesystem.tree, filesystem.upper()) == cost
