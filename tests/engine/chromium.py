"""A headless Chromium, asked over a pipe by the DevTools protocol."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "/usr/bin/chromium"
WIDE, NARROW = (1400, 900), (400, 800)


class Chromium:
    """One browser with one page."""

    def __init__(self, read: int, write: int) -> None:
        self._read = os.fdopen(read, "rb", buffering=0)
        self._write = os.fdopen(write, "wb", buffering=0)
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._ask(f"{domain}.enable")
        self._ask("Performance.enable", timeDomain="threadTicks")

    def close(self) -> None:
        """Close the pipes; the browser ends itself."""
        self._write.close()
        self._read.close()

    def _ask(self, method: str, **params: object) -> dict[str, Any]:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        self._write.write(json.dumps(message).encode() + b"\0")
        while True:
            found = self._next()
            if found.get("id") == self._number:
                assert "error" not in found, found
                result: dict[str, Any] = found["result"]
                return result
            self.events.append(found)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            data = self._read.read(1 << 20)
            assert data, "the browser has ended"
            self._rest += data
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def resize(self, size: tuple[int, int], *, dark: bool = False) -> None:
        """Set the size of the page, and which colours its user prefers."""
        width, height = size
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, path: Path, *, is_plain: bool = False) -> float:
        """Open a report; return the milliseconds until it can be used, 0 for a plain one."""
        self.events.clear()
        self._ask("Page.navigate", url=path.absolute().as_uri())
        while not any(each.get("method") == "Page.loadEventFired" for each in self.events):
            self.events.append(self._next())
        if is_plain:
            return 0
        ready = self.value(
            "new Promise((resolve) => { const look = () => document.documentElement.dataset.ready"
            " ? resolve(Number(document.documentElement.dataset.ready)) : setTimeout(look, 5);"
            " look(); })"
        )
        assert isinstance(ready, int | float)
        return float(ready)

    def visit(self, url: str) -> None:
        """Open an address."""
        self.events.clear()
        self._ask("Page.navigate", url=url)
        while not any(each.get("method") == "Page.loadEventFired" for each in self.events):
            self.events.append(self._next())

    def value(self, expression: str) -> Any:  # noqa: ANN401 - what JavaScript gives
        """Return what an expression gives, awaited."""
        found = self._ask(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def work(self) -> float:
        """Return the milliseconds of a processor that the page's main thread has taken so far.

        However busy the machine is.
        """
        found = self._ask("Performance.getMetrics")["metrics"]
        (seconds,) = (each["value"] for each in found if each["name"] == "TaskDuration")
        return 1000 * float(seconds)

    def press(self, key: str) -> None:
        """Press a key by its DOM name."""
        text = {"Enter": "\r", " ": " "}.get(key, key if len(key) == 1 else "")
        codes = {"Enter": 13, "Backspace": 8, "Tab": 9, "ArrowLeft": 37, "ArrowUp": 38}
        codes |= {"ArrowRight": 39, "ArrowDown": 40, "Escape": 27}
        for kind in ("keyDown", "keyUp"):
            self._ask(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=codes.get(key, 0),
                text=text if kind == "keyDown" else "",
            )

    def move(self, x: float, y: float) -> None:
        """Move the pointer."""
        self._ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Write what is seen as a PNG; the whole page, or its first screen."""
        found = self._ask("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(found["data"]))

    def requests(self) -> list[str]:
        """Return the URLs that the page has asked for."""
        return [
            each["params"]["request"]["url"]
            for each in self.events
            if each.get("method") == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """Return what the browser has said about the page: errors, refused scripts."""
        logged = [each for each in self.events if each.get("method") == "Log.entryAdded"]
        thrown = [each for each in self.events if each.get("method") == "Runtime.exceptionThrown"]
        return [json.dumps(each["params"]) for each in (*logged, *thrown)]


@contextmanager
def running() -> Iterator[Chromium]:
    """Start a browser with a profile of its own, and end it."""
    to_read, to_write = os.pipe(), os.pipe()
    profile = Path(tempfile.mkdtemp(prefix="chromium"))

    def inherit() -> None:
        # The protocol has its pipes at 3 and 4; neither end may be in the other's way.
        read, write = os.dup2(to_read[0], 103), os.dup2(to_write[1], 104)
        os.dup2(read, 3)
        os.dup2(write, 4)

    command = [
        PROGRAM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        f"--user-data-dir={profile}",
        "--remote-debugging-pipe",
        "about:blank",
    ]
    process = subprocess.Popen(
        command,
        close_fds=False,
        preexec_fn=inherit,  # noqa: PLW1509 - no thread runs in tests
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_read[0])
    os.close(to_write[1])
    browser = Chromium(to_write[0], to_read[1])
    try:
        yield browser
    finally:
        browser.close()
        process.terminate()
        process.wait(30)
        shutil.rmtree(profile, ignore_errors=True)
