"""``layerscope serve`` as browsers meet it, without one: pages, websockets, processes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.cli.conftest import layerscope
from tests.serving.browser import PATIENCE, tab
from tests.ui.stage import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = SAMPLES / "lecture.tar"
HOSTILE = "$(touch pwned);'`touch pwned`\"& --x\n.tar"
ZH = "zh_CN"
NAME = "example.com/lecture:1"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


class Served:
    """A server in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.url = process.stdout.readline().strip()

    def get(self, path: str, **headers: str) -> HTTPResponse:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    @property
    def programs(self) -> set[int]:
        pid = self.process.pid
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


@contextmanager
def serving(*arguments: str, folder: Path | None = None) -> Iterator[Served]:
    process = subprocess.Popen(
        layerscope("serve", "--port", "0", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    try:
        yield Served(process)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(str(IMAGE)) as found:
        yield found


def are_gone(pids: set[int]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not any(Path(f"/proc/{each}/cmdline").exists() for each in pids):
            return True
        time.sleep(0.05)
    return False


def test_the_page_and_its_parts(served: Served) -> None:
    for path in ("/", "/page.js", "/page.css", "/static/js/textual.js", "/static/css/xterm.css"):
        answer = served.get(path)
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for path in ("/static/", "/static/../server.py", "/download/x", "/page.html", "/page.py"):
        assert served.get(path).status in {403, 404}, path


def test_pages_of_others_reach_nothing(served: Served) -> None:
    assert served.get("/", Host="evil.example").status == 421
    assert served.get("/ws", Host="evil.example", Origin="http://evil.example").status == 421
    for origin in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        assert served.get("/ws", **UPGRADE, **origin).status == 403
    own = {"Origin": served.url.rstrip("/")}
    assert served.get("/ws?width=x", **UPGRADE, **own).status == 400
    assert served.programs == set()


def test_nonsense_is_refused_without_a_word() -> None:
    with serving(str(IMAGE)) as served:
        host, _, port = urlsplit(served.url).netloc.partition(":")
        for sent in (b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\n\r\n"):
            with socket.create_connection((host, int(port)), PATIENCE) as connection:
                connection.sendall(sent)
                assert b" 400 " in connection.recv(100)
        assert served.get("/", X="y" * 100_000).status == 400
        served.process.terminate()
        assert served.process.wait(PATIENCE) == 143
        assert served.process.stderr is not None
        assert served.process.stderr.read() == "layerscope: terminated\n"


async def test_each_tab_has_a_screen_of_its_own(served: Served) -> None:
    async with tab(served.url) as first, tab(served.url) as second:
        await asyncio.gather(*(each.sees(NAME, "5 layers") for each in (first, second)))
        programs = served.programs
        assert len(programs) == 2
        await first.type("?")
        await first.sees("Escape closes")
        await second.resize(60, 20)
        await second.sees("…ple.com/lecture:1")
        assert "Escape closes" not in second.text
        await first.type("qq")  # the help, then the screen
        await first.ends()
        await second.close()
        assert await asyncio.to_thread(are_gone, programs)


@pytest.mark.parametrize("nonsense", ["", "{}", "[]", '["stdin"]', '["resize", {"width": []}]'])
async def test_nonsense_ends_its_tab(served: Served, nonsense: str) -> None:
    async with tab(served.url) as opened:
        await opened.send(nonsense)
        await opened.ends()
    assert await asyncio.to_thread(are_gone, served.programs)


async def test_a_screen_that_cannot_open_says_why(tmp_path: Path) -> None:
    copy(IMAGE, tmp_path / HOSTILE)
    with serving(HOSTILE, "--lang", ZH, folder=tmp_path) as served:
        async with tab(served.url) as opened:
            await opened.sees("层", NAME)  # it is no command, and no option
        assert os.listdir(tmp_path) == [HOSTILE]  # noqa: PTH208
        (tmp_path / HOSTILE).unlink()
        async with tab(served.url) as opened:
            await opened.sees("layerscope: ", ".tar")
            await opened.ends()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_all_sessions_end_with_the_server(number: signal.Signals) -> None:
    with serving(str(IMAGE)) as served:
        async with tab(served.url) as opened:
            await opened.sees(NAME)
            programs = served.programs
            served.process.send_signal(number)
            await opened.ends()
            code = await asyncio.to_thread(served.process.wait, PATIENCE)
            said = served.process.stderr
            assert said is not None
            words = {
                signal.SIGINT: "layerscope: interrupted\n",
                signal.SIGTERM: "layerscope: terminated\n",
            }
            assert said.read() == words.get(number, "")
            assert code == (-number if number is signal.SIGKILL else 128 + number)
            assert await asyncio.to_thread(are_gone, programs)


async def test_a_lesson_is_opened_where_no_path_is_called_so(tmp_path: Path) -> None:
    with serving("deletion", folder=tmp_path) as served:
        async with tab(served.url) as opened:
            await opened.sees("Deleting")
