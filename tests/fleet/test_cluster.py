"""A fleet on a Dask cluster, whose workers and client may die: the tables are those of one machine.

The cluster runs in processes of its own, as does the client.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from inspector.errors import UnreadableError
from inspector.fleet.cluster import run_on_cluster
from inspector.fleet.work_folder import WorkFolder
from tests.build_image import file
from tests.fleet.fleets import BASE, Silent, content, fleet, image, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

# Seconds of starting and killing processes: where engines are started, too.
pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
IMAGES = 24


class Cluster(NamedTuple):
    """Where it is, and its workers' processes."""

    address: str
    workers: list[int]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fleet.dask_cluster"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        address, *workers = process.stdout.readline().decode().split()
        yield Cluster(address, list(map(int, workers)))
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cluster") / "images"
    for number in range(IMAGES):
        own = [file(f"own/{k}", f"{number} {k}".encode() * 3000) for k in range(8)]
        form, codec = (("docker-25", "none"), ("oci-archive", "gzip"))[number % 2]
        image(folder / f"{number:02}.tar", BASE, own, form=form, codec=codec)
    (folder / "bad.tar").write_bytes((folder / "00.tar").read_bytes()[:700])
    settle()
    return folder


@pytest.fixture(scope="module")
def expected(images: Path) -> dict[str, object]:
    return dict(content(fleet(images.parent / "alone", images).out))


def test_what_is_no_scheduler_is_told_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        for each in (address, "tcp://127.0.0.1:1", "nonsense"):
            with pytest.raises(UnreadableError, match=f"no Dask scheduler at {each}: [a-zT]"):
                run_on_cluster(each, [], WorkFolder(ROOT), Silent())


def started(cluster: Cluster, images: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "inspector", "fleet", str(images), "--out", str(out)),
            *("--dask", cluster.address),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )


def layers(out: Path) -> int:
    return sum(1 for _ in (out / ".work").glob("layers-*/*/*"))


def wait_for(out: Path, count: int) -> None:
    """Wait until so many layers were read."""
    deadline = time.monotonic() + 120
    while layers(out) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_worker_that_is_killed_costs_nothing_and_each_layer_is_one_file(
    cluster: Cluster, images: Path, expected: dict[str, object], tmp_path: Path
) -> None:
    with started(cluster, images, tmp_path / "out") as client:
        wait_for(tmp_path / "out", IMAGES // 4)
        os.kill(cluster.workers[0], signal.SIGKILL)
        out, err = client.communicate(timeout=200)
    assert client.returncode == 4, err
    assert err.count(b"\n") == 1
    assert b"bad.tar" in err
    assert out.startswith(f"{IMAGES + 1} images, ".encode())
    assert layers(tmp_path / "out") == IMAGES + 1
    assert content(tmp_path / "out") == expected


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_client_that_is_killed_goes_on_in_the_next_run(
    cluster: Cluster,
    images: Path,
    expected: dict[str, object],
    tmp_path: Path,
    number: signal.Signals,
    code: int,
) -> None:
    with started(cluster, images, tmp_path / "out") as client:
        wait_for(tmp_path / "out", IMAGES // 3)
        os.kill(client.pid, number)
        _out, err = client.communicate(timeout=60)
    assert client.returncode == code, err
    assert not list((tmp_path / "out").glob("*.parquet"))
    with started(cluster, images, tmp_path / "out") as again:
        _out, err = again.communicate(timeout=200)
    assert again.returncode == 4, err
    assert content(tmp_path / "out") == expected


def test_an_address_without_a_scheduler_is_one_line(images: Path, tmp_path: Path) -> None:
    nowhere = Cluster("tcp://127.0.0.1:1", [])
    with started(nowhere, images, tmp_path / "out") as client:
        out, err = client.communicate(timeout=100)
    assert (client.returncode, out) == (3, b"")
    assert b"no Dask scheduler at tcp://127.0.0.1:1" in err
    assert err.count(b"\n") == 1
