"""Images that are built first: an engine's own ``build`` is run, with its own arguments.

The engine names the image that it made in a file (``--iidfile``), so that what it prints stays
its own affair.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import EngineError, reason
from inspector.formats.engines import end_process, is_name
from inspector.language import Lazy, together

if TYPE_CHECKING:
    from collections.abc import Sequence

# In the order in which they are asked for an image by name; each is its own scheme, too.
BUILDERS = ("docker", "podman")
# Seconds in which an engine that was interrupted, too, may end by itself before it is told to.
_FAREWELL = 1.0
_OUTPUT_OPTIONS = ("-o", "--output")
# BuildKit's outputs that leave an image in the engine ("docker buildx build", "--output").
_IMAGE_OUTPUTS = ("type=docker", "type=image")


@dataclass(frozen=True, slots=True)
class Build:
    """How a build ended.

    ``image`` is the ID of the image that it made, "" where it made none. ``reference`` opens it;
    None where the engine does not have it, as a builder of its own keeps what it makes ("docker
    buildx build", "--load").
    """

    code: int
    image: str = ""
    reference: str | None = None


def choose_builder() -> str:
    """Return the engine that builds where none was named: of several, one whose server answers.

    Raises EngineError where none is installed.
    """
    installed = [each for each in BUILDERS if shutil.which(each) is not None]
    if not installed:
        told = together(
            "", [together(": ", (f"\n  {each}", Lazy("not installed"))) for each in BUILDERS]
        )
        raise EngineError(Lazy("no engine to build with:{answers}", answers=told))
    if len(installed) == 1:
        return installed[0]
    # docker may be installed without a server.
    answering = (each for each in installed if _asked(each, "version") is not None)
    return next(answering, installed[0])


def build(engine: str, arguments: Sequence[str]) -> Build:
    """Run an engine's build with our standard streams, and learn which image it made.

    Raises EngineError where the engine cannot be run. What interrupts us ends the engine.
    """
    program = shutil.which(engine)
    if program is None:
        raise EngineError(Lazy("{engine}: not installed", engine=engine))
    with tempfile.TemporaryDirectory(prefix="layerscope-") as folder:
        given = _value_of(("--iidfile",), arguments)
        noted = Path(folder, "id") if given is None else Path(given)
        asked = [f"--iidfile={noted}"] if given is None and _may_be_asked(engine, arguments) else []
        before = _stamp(noted)
        try:
            code = _run([program, "build", *asked, *arguments])
        except OSError as error:
            raise EngineError(
                Lazy("{engine}: cannot be run ({reason})", engine=engine, reason=reason(error))
            ) from error
        if code or _stamp(noted) == before:
            return Build(code)
        image = noted.read_text(encoding="utf-8", errors="replace").strip()
    return Build(code, image, _reference(engine, image, _value_of(("-t", "--tag"), arguments)))


def _reference(engine: str, image: str, tag: str | None) -> str | None:
    """Return what opens an image: its tag, as the user knows it, or its ID."""
    if not (known := _inspected(engine, image)):
        return None
    is_tagged = tag is not None and is_name(tag) and _inspected(engine, tag) == known
    return f"{engine}://{tag if is_tagged else image}"


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what tells a file that was written from the one that was there before."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_ino, about.st_mtime_ns


def _may_be_asked(engine: str, arguments: Sequence[str]) -> bool:
    """Whether the build makes an image: docker fails where it shall name one and there is none."""
    output = _value_of(_OUTPUT_OPTIONS, arguments)
    return engine != "docker" or output is None or any(each in output for each in _IMAGE_OUTPUTS)


def _value_of(options: Sequence[str], arguments: Sequence[str]) -> str | None:
    """Return the last value of an option, however it is written; None where it is not given."""
    found = None
    for at, word in enumerate(arguments):
        for option in options:
            if word == option and at + 1 < len(arguments):
                found = arguments[at + 1]
            elif word.startswith(f"{option}="):
                found = word.partition("=")[2]
            elif not option.startswith("--") and word.startswith(option) and len(word) > 2:
                found = word.removeprefix(option)
    return found


def _run(words: Sequence[str]) -> int:
    """Run a program to its end; return its status as a shell tells it."""
    process = subprocess.Popen(words)
    try:
        code = process.wait()
    finally:
        if process.poll() is None:  # Ctrl+C has reached it as well
            with suppress(subprocess.TimeoutExpired):
                process.wait(_FAREWELL)
            end_process(process)
    return code if code >= 0 else 128 - code


def _inspected(engine: str, name: str) -> str:
    """Return the ID of an image, "" where the engine does not have it."""
    return _asked(engine, "image", "inspect", "--format={{.Id}}", name) or ""


def _asked(*words: str) -> str | None:
    """Return what an engine answers, None where it fails."""
    nowhere = subprocess.DEVNULL
    try:
        done = subprocess.run(
            words, check=False, stdin=nowhere, stdout=subprocess.PIPE, stderr=nowhere
        )
    except OSError:
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None
