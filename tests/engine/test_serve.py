"""``layerscope serve`` in headless Chromium: the layers are seen, keys work, a resize works."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pyte
import pytest

from tests.cli.conftest import layerscope
from tests.engine import chromium
from tests.ui.stage import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engine.chromium import Chromium

pytestmark = pytest.mark.engine

PATIENCE = 120.0
WIDE, NARROW = (1400, 900), (760, 480)


class Shown:
    """What the page's terminal has been told to show."""

    def __init__(self, browser: Chromium) -> None:
        self._browser = browser
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self._done = 0

    @property
    def size(self) -> tuple[int, int]:
        return self._screen.columns, self._screen.lines

    def waits_for(self, *texts: str, without: str = "\0") -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self._browser.value("new Promise((done) => setTimeout(() => done(1), 100))")
            for event in self._browser.events[self._done :]:
                self._note(event)
            self._done = len(self._browser.events)
            text = "\n".join(self._screen.display)
            if all(each in text for each in texts) and without not in text:
                return text
        raise AssertionError(text)

    def _note(self, event: dict[str, Any]) -> None:
        if event.get("method") == "Network.webSocketFrameReceived":
            frame = event["params"]["response"]
            if frame["opcode"] == 2:
                self._stream.feed(base64.b64decode(frame["payloadData"]))
        elif event.get("method") == "Network.webSocketFrameSent":
            frame = event["params"]["response"]
            if frame["payloadData"].startswith('["resize"'):
                size = json.loads(frame["payloadData"])[1]
                self._screen.resize(size["height"], size["width"])


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    command = layerscope("serve", "--port", "0", str(SAMPLES / "lecture.tar"))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 128 + signal.SIGINT


def test_the_screen_in_a_browser(url: str, tmp_path: Path) -> None:
    with chromium.running() as browser:
        browser.resize(WIDE)
        browser.visit(url)
        shown = Shown(browser)
        shown.waits_for("Layers", "example.com/lecture:1", "5 layers", "RUN yum clean all")
        wide = shown.size
        assert wide[0] > 100
        assert browser.value("[...document.fonts].some((each) => each.status === 'loaded')")
        # what is on the page is what was sent: not one colour
        browser.picture(tmp_path / "screen.png")
        assert (tmp_path / "screen.png").stat().st_size > 10_000

        browser.press("?")
        shown.waits_for("Help", "Escape closes")
        browser.press("Escape")
        shown.waits_for("5 layers", without="Escape closes")
        browser.press("5")
        shown.waits_for("CREATED BY")

        browser.resize(NARROW)
        shown.waits_for("efficiency", without="Layers")
        assert shown.size[0] < wide[0]
        assert shown.size[1] < wide[1]
        assert browser.value("document.documentElement.scrollWidth <= innerWidth")

        browser.press("q")
        browser.value(
            "new Promise((done) => { const look = () => document.querySelector('#ended')"
            ".checkVisibility() ? done(1) : setTimeout(look, 50); look(); })"
        )
        assert all(each.startswith((url, "data:")) for each in browser.requests())
        thrown = [each for each in browser.complaints() if "WebGL" not in each]
        assert thrown == []
