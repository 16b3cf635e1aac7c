"""How each command of the manual is tried, and why some are not."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.manual.pages import Line


class How(Enum):
    """Where a command is tried."""

    HERE = "in this process, without a terminal"
    SCREEN = "in a terminal, to the first frame"
    ENGINE = "with engines, by a shell"
    SERVER = "as a server that answers a browser"
    SYNOPSIS = "its options are looked up: it says what else there is"
    NOT = "nowhere: NOT_RUN says why"


# What a line begins with, and why no test runs it as it stands there.
NOT_RUN = {
    "apt-get update && apt-get install -y python3-venv": (
        "it installs Layerscope; .ci/run chroot runs it on a new Debian"
    ),
    "pipx install .": "tests/engine/package.py installs a wheel so",
    "uv tool install .": "tests/engine/package.py installs a wheel so",
    "pip install": "tests/engine/package.py installs a wheel so, with its extras",
    "python3 docs/make_man.py": "tests/engine/package.py builds a wheel, which runs it",
    "docker build --tag layerscope .": "tests/engine/test_own_image.py builds it",
    "docker run --rm --volume": "tests/engine/test_own_image.py runs it",
    "layerscope fleet images/ --out /shared/audit --dask": (
        "the scheduler has no such name here; tests/fleet/test_cluster.py starts one of its own"
    ),
    "layerscope view --in-browser": "tests/engine/test_serve.py has a server start it",
    "layerscope learn --in-browser": "tests/engine/test_serve.py has a server start it",
    "layerscope fleet images --out audit": (
        "tests/cli/test_fleet.py runs it on the images that the page tells of"
    ),
}
# Lines that end with another code than 0.
CODES = {
    "layerscope audit sample_images/lecture.tar --max-wasted-share 5%": 1,
    "layerscope audit sample_images/lecture.tar --forbid '/var/cache/yum'": 1,
    "layerscope audit inspector/lessons/images/secret.tar --fail-on 'secret-*'": 1,
    "layerscope ls inspector/lessons/images/secret.tar /app/.env": 1,
}
# Blocks that are no commands, by page and first word, and what they are.
SHOWN = {
    ("findings.md", "*"): "instructions of a Dockerfile that a finding is about",
    ("compare.md", "example.com/shop:1.2"): "a part of the screen",
    ("squash.md", "IMAGE"): "tests/cli/test_squash.py compares it",
    ("squash.md", '{"schema":'): "tests/cli/test_squash.py reads such a one",
}
# Blocks that are typed at the prompt of an imagined container: the image it is of.
AT_THE_PROMPT = {
    ("teaching.md", "chmod"): "inspector/lessons/images/website.tar",
    ("teaching.zh_CN.md", "chmod"): "inspector/lessons/images/website.tar",
}
# What is printed elsewhere: the images are not those of the test.
PRINTED_ELSEWHERE = {
    "compare.md": "real builds, minutes apart, with packages of the day",
}
_ENGINE = re.compile(
    r"(?<![/\w])my/app:|diff shop:first |\b(?:docker|podman)-container:|\bdocker://"
    r"|--base debian:12|^(?:docker|dive|podman|eval) |^layerscope build "
    r"|^layerscope fleet (?!'?registry:)"
)
_A_PROMPT = re.compile(r"^layerscope container \S+$")


def how(line: Line) -> How:
    """Return where a command is tried."""
    if any(line.text.startswith(each) for each in NOT_RUN):
        return How.NOT
    if line.page == "findings.md" or re.search(r"\[-|…", line.command):
        return How.SYNOPSIS
    if line.command.startswith("layerscope serve "):
        return How.SERVER
    if " --screen " in line.command or _A_PROMPT.search(line.command):
        return How.SCREEN
    return How.ENGINE if _ENGINE.search(line.command) else How.HERE
