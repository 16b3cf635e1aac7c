"""Committed containers, loaded by docker and podman: the tree that was seen, and its history."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from inspector.container.commit import save
from inspector.container.content import Content
from inspector.errors import FileError
from inspector.tarstream import Kind
from tests.container.calls import read
from tests.container.imagined import NOW, container_of
from tests.engine import kernel
from tests.engine.histories import settled
from tests.engine.layerscope import tree
from tests.engine.rows import Row, differences, from_objects, without_layers

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.container.filesystem import Filesystem
    from tests.engine.docker import Docker
    from tests.engine.specimens import Specimen
    from tests.engine.workshop import Workshop

pytestmark = pytest.mark.engine

CHANGES = 60
TAG = "committed:1"
TEMPLATE = "{{.ID}} {{.CreatedAt}} {{json .CreatedBy}} {{.Size}} {{.Comment}}"


def paths_of(box: Filesystem) -> list[str]:
    """Return all paths that a container sees but the root, sorted by their bytes."""
    found: list[str] = []
    pending = ["/"]
    while pending:
        path = pending.pop()
        if path != "/":
            found.append(path)
        if box.lstat(path).kind is Kind.DIR:
            pending += [f"{path.rstrip('/')}/{name}" for name in box.names(path)]
    return sorted(found, key=kernel.encoded)


def change(box: Filesystem, chance: random.Random) -> None:
    """Do one thing to a path of the image; what the kernel would refuse is left undone."""
    paths = paths_of(box)
    path, other = chance.choice(paths), chance.choice(paths)
    new = f"{other.rpartition('/')[0]}/n{chance.randrange(99)}"
    with suppress(FileError):
        chance.choice(
            (
                lambda: box.write(path, Content.of_bytes(b"more"), append=True),
                lambda: box.write(new, box.content(path) + Content.of_zeros(1000)),
                lambda: box.chmod(path, chance.choice((0o4750, 0o1777, 0o600))),
                lambda: box.chown(path, 5, 6, follow=False),
                lambda: box.utime(path, 10**9 + 5, follow=False),
                lambda: box.setxattrs(path, {"user.x": b"\0\xff", **box.stat(path).xattrs}),
                lambda: box.rename(path, new),
                lambda: box.rename(path, other),
                lambda: box.link(path, new),
                lambda: box.symlink(path, new),
                lambda: box.mknod(new, Kind.FIFO, 0o640),
                lambda: box.mkdir(new, 0o1770),
                lambda: clear(box, path),
                lambda: remake(box, path),
            )
        )()


def clear(box: Filesystem, path: str) -> None:
    """Remove a path and all below it, as rm -rf does."""
    if box.lstat(path).kind is not Kind.DIR:
        box.unlink(path)
        return
    for name in box.names(path):
        clear(box, f"{path}/{name}")
    box.rmdir(path)


def remake(box: Filesystem, path: str) -> None:
    """Put an empty directory in place of what is there."""
    clear(box, path)
    box.mkdir(path)


def rows_of(box: Filesystem) -> list[Row]:
    """Return what a container sees, as the kernel's rows tell it."""
    abouts = {path: box.lstat(path) for path in paths_of(box)}
    names = Counter(about.inode for about in abouts.values())
    objects = [
        {
            "path": path,
            "type": about.type,
            "mode": f"{about.mode:04o}",
            "uid": about.uid,
            "gid": about.gid,
            "size": about.size if about.kind is Kind.FILE else 0,
            "mtime": about.mtime,
            "layer": -1,
            "link": about.link if about.kind is Kind.SYMLINK else None,
            "dev": about.device,
            "xattrs": {name: value.hex() for name, value in about.xattrs.items()},
            "sha256": box.content(path).sha256(box.contents) if about.type == "file" else None,
            **({"hardlinks": about.inode} if names[about.inode] > 1 else {}),
        }
        for path, about in abouts.items()
    ]
    return from_objects(objects)


@pytest.fixture
def box(specimen: Specimen, seed: int) -> Filesystem:
    """A container of a random image, in which random things were done."""
    found = container_of(specimen.archive)
    chance = random.Random(seed)  # noqa: S311 - to have it again
    for _ in range(CHANGES):
        change(found, chance)
    assert found.upper()
    return found


@pytest.fixture
def committed(box: Filesystem, tmp_path: Path) -> Path:
    """The archive of that container."""
    path = tmp_path / "committed.tar"
    save(box.image, box, path, TAG, "RUN 'random' changes")
    return path


def below_root(rows: list[Row]) -> list[Row]:
    return without_layers([row for row in rows if row.path != "/"])


def test_docker_shows_the_same_tree_and_history(
    box: Filesystem, committed: Path, docker: Docker
) -> None:
    docker("load", f"--input={committed}")
    expected = rows_of(box)
    assert not differences(expected, below_root(kernel.state(docker.layer_directories(TAG))))
    assert not differences(expected, below_root(tree(committed)))
    for form in ((), ("--human=false",), ("--format", TEMPLATE, "--no-trunc")):
        shown, found = settled(docker, form, TAG, committed)
        assert found == shown
    docker("rmi", "--force", TAG)


def test_podman_shows_the_same_tree(box: Filesystem, committed: Path, workshop: Workshop) -> None:
    workshop.podman_load(committed)
    found = kernel.state(workshop.podman_layers(f"docker.io/library/{TAG}"))
    assert not differences(rows_of(box), below_root(found))


def test_an_image_of_compressed_layers_stays_compressed(
    specimen: Specimen, docker: Docker, workshop: Workshop, tmp_path: Path
) -> None:
    packed, out = tmp_path / "packed", tmp_path / "out.tar"
    workshop.skopeo(f"docker-archive:{specimen.archive}", f"oci:{packed}:1")
    box = container_of(packed)
    clear(box, "/bin")
    save(box.image, box, out, "packed:1", "rm -r /bin")
    assert out.stat().st_size < specimen.archive.stat().st_size
    docker("load", f"--input={out}")
    assert not differences(
        rows_of(box), below_root(kernel.state(docker.layer_directories("packed:1")))
    )
    docker("rmi", "--force", "packed:1")
    assert box.stat("/").mtime == NOW
    assert read(box, "/added/plain")
