"""What this machine fetches packages with: settings of apt and pip, certificates, names of hosts.

They are copied into a system that a test makes and removes; nothing of them is printed or kept.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SETTINGS = ("/etc/apt", "/etc/ssl/certs", "/usr/local/share/ca-certificates", "/etc/pip.conf")
_NETWORK = ("/etc/resolv.conf", "/etc/hosts")
_CERTIFICATES = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def copy_settings(root: Path) -> None:
    """Copy all of it to the same places below ``root``; folders that pip reads are left out."""
    for name in (*_SETTINGS, *_NETWORK):
        _copy(Path(name), root)
    for path in _named_by_pip():
        if path.is_file() and not (root / path.relative_to("/")).exists():
            _copy(path, root)


def pip_variables() -> dict[str, str]:
    """Return pip's variables, and the certificates that other programs are told to use."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    named = [os.environ[each] for each in _CERTIFICATES if os.environ.get(each)]
    return {**kept, **({"PIP_CERT": named[0]} if named else {})}


def pip_folders() -> list[Path]:
    """Return folders of this machine that pip takes packages from."""
    return [path for path in _named_by_pip() if path.is_dir()]


def _named_by_pip() -> Iterator[Path]:
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    )
    texts = listed.stdout + " ".join(pip_variables().values())
    for text in re.findall(r"(?:file://|(?<=['\s=])|^)(/[^'\s]*)", texts):
        yield Path(text)


def _copy(path: Path, root: Path) -> None:
    """Copy a file or folder, links followed; what there was is gone."""
    if not path.exists():
        return
    target = root / path.relative_to("/")
    if target.is_dir():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.copytree(path, target, ignore_dangling_symlinks=True)
    else:
        target.unlink(missing_ok=True)
        shutil.copyfile(path, target)
