"""Writes what the image of the program consists of: Python, what it links to, the program.

    python3 docker/image_root.py SITE_PACKAGES TARGET

Run by the Dockerfile in Debian. Of modules the bytecode is kept, in the place of the source: no one
may write it later, and without it each start would take seconds. Libraries are stripped.
"""

from __future__ import annotations

import compileall
import py_compile
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

# Parts of the standard library and of packages that nothing here imports.
LEFT_OUT = (
    "__pycache__", "config-*", "distutils", "ensurepip", "idlelib", "lib2to3", "pydoc_data", "test",
    "tests", "tkinter", "turtle.py", "turtledemo", "venv", "_cffi*.so", "_curses*.so", "_dbm*.so",
    "_sqlite3*.so", "_tkinter*.so", "_*test*.so", "readline*.so", "bin", "share", "*.pyi",
)  # fmt: skip
ID = 65532
USERS = f"root:x:0:0:root:/root:\nlayerscope:x:{ID}:{ID}::/home/layerscope:\n"
GROUPS = f"root:x:0:\nlayerscope:x:{ID}:\n"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# Where Debian's Python looks for packages.
PACKAGES = "usr/lib/python3/dist-packages"
PROGRAM = """#!/usr/bin/python3 -I
from inspector.__main__ import main

main()
"""


def main() -> None:
    """Write all of it below the target."""
    site, target = Path(sys.argv[1]), Path(sys.argv[2])
    library = Path(sysconfig.get_path("stdlib"))
    python = Path(sys.executable).resolve()
    for name in ("lib", "lib64"):
        (target / "usr" / name).mkdir(parents=True)
        (target / name).symlink_to(f"usr/{name}")
    ignored = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(library, below(target, library), ignore=ignored)
    shutil.copytree(site, target / PACKAGES, ignore=ignored)
    copy(python, target)
    (target / "usr/bin/python3").symlink_to(python.name)
    modules = [*target.rglob("*.so"), python]
    copied = [copy(each, target) for each in sorted(needed(modules))]
    copy(CERTIFICATES, target)
    for each in {python, CERTIFICATES, library / "os.py", *copied}:
        copy_licence(each, target)
    (target / "etc/passwd").write_text(USERS)
    (target / "etc/group").write_text(GROUPS)
    program = target / "usr/bin/layerscope"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    compile_all(target)
    for each in target.rglob("*.so*"):
        subprocess.run(["strip", "--strip-unneeded", each], check=True)
    # others may enter the home: whoever runs it as another user
    for name, mode in (("tmp", 0o1777), ("work", 0o755), ("home/layerscope", 0o755)):
        (target / name).mkdir(parents=True)
        (target / name).chmod(mode)
    shutil.chown(target / "home/layerscope", ID, ID)


def compile_all(target: Path) -> None:
    """Replace the source of each module by its bytecode."""
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(
        target / "usr/lib",
        maxlevels=20,
        quiet=1,
        legacy=True,
        stripdir=str(target),
        prependdir="/",
        invalidation_mode=mode,
    )
    for each in target.rglob("*.py"):
        if each.with_suffix(".pyc").exists():
            each.unlink()


def below(target: Path, path: Path) -> Path:
    """Return where a path lies in the target; Debian's /lib is /usr/lib."""
    return target / re.sub("^/(?=lib)", "/usr/", str(path)).lstrip("/")


def copy(path: Path, target: Path) -> Path:
    """Copy a file to its place, links followed; return its path here."""
    place = below(target, path)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, place)
    return path


def needed(programs: list[Path]) -> set[Path]:
    """Return the libraries that these link to, the loader among them."""
    found: set[Path] = set()
    for program in programs:
        said = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
        found |= {
            Path(each) for each in re.findall(r"(?:=> |^\t)(/\S+)", said.stdout, re.MULTILINE)
        }
    return found


def copy_licence(path: Path, target: Path) -> None:
    """Copy the copyright file of the Debian package that a file comes from."""
    for name in (str(path), str(path).removeprefix("/usr"), str(path.resolve())):
        said = subprocess.run(
            ["dpkg-query", "-S", name], capture_output=True, text=True, check=False
        )
        for line in said.stdout.splitlines():
            document = Path("/usr/share/doc") / line.split(":")[0] / "copyright"
            if document.exists():
                copy(document, target)
                return


if __name__ == "__main__":
    main()
