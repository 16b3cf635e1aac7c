"""The wheel and the sdist, built and tried: what is in them, and what installs from them.

    python -m tests.engine.package

Needs what the extra ``package`` installs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from inspector.cli import COMMANDS
from tests.engine.tools import ToolError

ROOT = Path(__file__).resolve().parents[2]
HELLO = ROOT / "sample_images" / "hello.tar"
LECTURE = ROOT / "sample_images" / "lecture.tar"
ZSTD = ROOT / "sample_images" / "lecture-oci-zstd.tar"
# Enough without anything compiled but msgspec, which has no stand-in.
PURE = (
    "click",
    "msgspec",
    "packageurl-python",
    "platformdirs",
    "pygments",
    "pyyaml",
    "textual",
    "urllib3",
)
DIST_INFO = {"METADATA", "WHEEL", "entry_points.txt", "licenses/LICENSE", "RECORD"}


def main() -> None:
    """Build both, look into them, install the wheel in four ways and use it."""
    with tempfile.TemporaryDirectory(prefix="layerscope-package-") as folder:
        work = Path(folder)
        checkout = copied(work / "checkout")
        wheel, sdist = built(checkout, work / "dist")
        check_wheel(wheel)
        check_sdist(sdist)
        for way in (by_pip, by_pipx, by_uv):
            home = work / way.__name__
            home.mkdir()
            check_program(way(wheel, home), home)
        check_extras(by_pip(wheel, work / "extras", "[cyclonedx,fleet,serve]"), work / "extras")
        check_pure(pure(wheel, work / "pure"), work / "pure")
        check_tests(sdist, work / "sdist")


def said(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


# uv, which pipx uses where it is there, knows its own certificates alone unless told otherwise.
_CERTIFICATES = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}


def run(*words: str | Path, home: Path | None = None, code: int = 0, cwd: Path = ROOT) -> str:
    """Run a program with a home of its own; return what it printed. Raises ToolError."""
    own = {"HOME": str(home), "LANG": "C.UTF-8"} if home is not None else {}
    left_out = ("PYTHONPATH", "VIRTUAL_ENV", "XDG_", "LC_", "PIPX_", "UV_TOOL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    done = subprocess.run(
        [str(each) for each in words],
        cwd=cwd,
        env={**_CERTIFICATES, **kept, **own},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != code:
        raise ToolError(f"exit {done.returncode} from {words}\n{done.stdout}{done.stderr}"[-3000:])
    return done.stdout + (done.stderr if code else "")


def tracked() -> list[str]:
    """Return the files that git knows or would add."""
    mine = f"safe.directory={ROOT}"
    listed = run("git", "-c", mine, "ls-files", "-z", "-co", "--exclude-standard")
    return [name for name in listed.split("\0") if name and (ROOT / name).exists()]


def copied(target: Path) -> Path:
    """Copy the checkout, so that building leaves nothing in it."""
    for name in tracked():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target / name)
    return target


def built(checkout: Path, target: Path) -> tuple[Path, Path]:
    """Build the sdist, and from it the wheel; return the wheel and the sdist."""
    run(sys.executable, "-m", "build", "--outdir", target, cwd=checkout)
    (wheel,), (sdist,) = target.glob("*.whl"), target.glob("*.tar.gz")
    said(f"--> {wheel.name}: {wheel.stat().st_size:,} B, {sdist.name}: {sdist.stat().st_size:,} B")
    return wheel, sdist


def check_same(found: set[str], expected: set[str], what: str) -> None:
    if found != expected:
        missing, needless = sorted(expected - found), sorted(found - expected)
        raise ToolError(f"{what}: missing {missing}, needless {needless}")


def check_wheel(wheel: Path) -> None:
    """It has the package with its data, and the man pages; no test, no source of a catalogue."""
    name, version = wheel.name.split("-")[:2]
    base = f"{name}-{version}"
    package = {each for each in tracked() if each.startswith("inspector/")}
    expected = {each for each in package if not each.endswith(".po")}
    expected |= {f"{base}.dist-info/{each}" for each in DIST_INFO}
    pages = ["layerscope", *(f"layerscope-{each}" for each, _module, _told in COMMANDS)]
    expected |= {f"{base}.data/data/share/man/man1/{each}.1" for each in pages}
    with zipfile.ZipFile(wheel) as archive:
        check_same(set(archive.namelist()), expected, "wheel")


def check_sdist(sdist: Path) -> None:
    """It has all that the repository has, but for what CI runs."""
    base = sdist.name.removesuffix(".tar.gz")
    expected = {each for each in tracked() if not each.startswith(".ci/")} | {"PKG-INFO"}
    with tarfile.open(sdist) as archive:
        found = {each.name.removeprefix(f"{base}/") for each in archive if each.isfile()}
    check_same(found, expected, "sdist")


def by_pip(wheel: Path, home: Path, extras: str = "") -> Path:
    """Install by ``pip install``; return the program."""
    run(sys.executable, "-m", "venv", home / "venv")
    run(home / "venv/bin/pip", "install", "--quiet", f"{wheel}{extras}", home=home)
    check_in("\\-\\-format", (home / "venv/share/man/man1/layerscope-audit.1").read_text())
    return home / "venv/bin/layerscope"


def by_pipx(wheel: Path, home: Path) -> Path:
    """Install by ``pipx install``."""
    run(sys.executable, "-m", "pipx", "install", "--quiet", wheel, home=home)
    check_in("\\-\\-format", (home / ".local/share/man/man1/layerscope-audit.1").read_text())
    return home / ".local/bin/layerscope"


def by_uv(wheel: Path, home: Path) -> Path:
    """Install by ``uv tool install``."""
    program = Path(sys.executable).with_name("uv")
    run(program, "tool", "install", "--quiet", "--python", sys.executable, wheel, home=home)
    return home / ".local/bin/layerscope"


def pure(wheel: Path, home: Path) -> Path:
    """Install with what has no compiled part."""
    run(sys.executable, "-m", "venv", home / "venv")
    pip = home / "venv/bin/pip"
    run(pip, "install", "--quiet", "--no-deps", wheel, home=home)
    run(pip, "install", "--quiet", *PURE, home=home)
    return home / "venv/bin/layerscope"


def check_program(program: Path, home: Path) -> None:
    """It starts, opens an image, and has its lessons, their images, and its translations."""
    said(f"--> {program.relative_to(home.parent)}")
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()

    def ask(*words: str | Path) -> str:
        return run(program, *words, home=home, cwd=elsewhere)

    version = ask("--version").splitlines()[0]
    check_in("layerscope ", version)
    check_in("27 B in 1 layer", ask("audit", HELLO))
    check_in("lecture", ask(LECTURE))
    check_in("deletion", ask("learn"))
    check_in("/opt/app", ask("learn", "deletion"))
    check_in("缓存", ask("--lang", "zh_CN", "cache", "--help"))
    check_in("</html>", ask("audit", "--format", "html", HELLO))
    check_in("compdef", ask("completion", "zsh"))
    check_in('"textual": "8.', ask("doctor", "--json"))


def check_extras(program: Path, home: Path) -> None:
    """With all extras it does what they are for."""
    said(f"--> {program.relative_to(home.parent)} with all extras")
    found = json.loads(run(program, "doctor", "--json", home=home))
    check_in("True", str(set(found["extras"].values()) == {True}))
    check_in("CycloneDX", run(program, "audit", "--format", "cyclonedx", HELLO, home=home))
    run(program, "fleet", "--out", home / "fleet", HELLO, LECTURE, home=home)


def check_pure(program: Path, home: Path) -> None:
    """Without compiled libraries it reads what it can, and says in one line what it cannot."""
    said(f"--> {program.relative_to(home.parent)} without compiled libraries")
    check_in("27 B in 1 layer", run(program, "audit", HELLO, home=home))
    check_in("608 kB", run(program, "audit", LECTURE, home=home))
    check_in("needs the Python package zstandard", run(program, "ls", ZSTD, home=home, code=4))
    check_in("BLAKE2b", run(program, "doctor", home=home))


def check_tests(sdist: Path, folder: Path) -> None:
    """In the unpacked sdist tests run, with its samples."""
    said("--> tests in the unpacked sdist")
    # Not by Python's own: it warns or not, and has a filter or not, as its version is.
    folder.mkdir()
    run("tar", "--extract", "--file", sdist.resolve(), cwd=folder)
    (root,) = folder.iterdir()
    tests = ("tests/test_samples.py", "tests/test_ci_files.py", "tests/cli/test_cli.py")
    run(sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *tests, cwd=root)


def check_in(part: str, whole: str) -> None:
    if part not in whole:
        raise ToolError(f"{part!r} is not in:\n{whole[-3000:]}")


if __name__ == "__main__":
    main()
