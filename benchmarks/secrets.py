"""How many secrets are found, how many false alarms are given, and how long it takes.

``python -m benchmarks.secrets [--image ARCHIVE]… [--tool NAME=PROGRAM]…`` builds an image with
secrets and one with what looks like them, and prints a table; the last column is of each ARCHIVE.
Other programs know no layers: they are given the files of each layer in a folder of its own. Those
that are not on PATH and not given by --tool are left out: gitleaks, kingfisher,
detect-secrets. None of them asks anyone whether a secret is valid.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.archive_layer import ArchiveLayer
from tests.build_image import ImageSpec, empty, file, format_named, whiteout
from tests.planted_secrets import B62, FILES, HARMLESS, KEYS, TOKENS, seeded, some

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Found = list[str]
# Seconds after which a program is no longer waited for.
_PATIENCE = 200.0


@dataclass(frozen=True)
class Tool:
    """A program: its command for a place, and the paths in what it prints, one a finding."""

    name: str
    command: tuple[str, ...]
    paths: Callable[[Any], Found]
    takes_images: bool = False


def _of_gitleaks(report: Any) -> Found:  # noqa: ANN401
    return [each["File"] for each in report]


def _of_kingfisher(report: Any) -> Found:  # noqa: ANN401
    return [each["finding"]["path"] for each in report["findings"]]


def _of_detect_secrets(report: Any) -> Found:  # noqa: ANN401
    return [path for path, rows in report["results"].items() for _ in rows]


def _ours(report: Any) -> Found:  # noqa: ANN401
    rows = [each for each in report["findings"] if each["id"].startswith("secret-")]
    return [f"{each['layer']}{each['path'] or ' ' + each['message']}" for each in rows]


_AUDIT = (sys.executable, "-m", "inspector", "audit", "--no-cache", "--json")
OURS = (
    Tool("layerscope", _AUDIT, _ours, takes_images=True),
    Tool("layerscope, deep", (*_AUDIT, "--secrets", "deep"), _ours, takes_images=True),
)
OTHERS = {
    "gitleaks": (("dir", "--report-format=json", "--report-path=-", "--exit-code=0"), _of_gitleaks),
    "kingfisher": (("scan", "--format=json", "--no-validate", "--no-update-check"), _of_kingfisher),
    "detect-secrets": (("scan", "--all-files", "--no-verify"), _of_detect_secrets),
}


def planted(path: Path) -> tuple[Path, list[str], int]:
    """Write an image with secrets; return it, the files that hold some, and how many others."""
    random = seeded(2026)
    lower = {each.path: each.filled(random)[0] for each in FILES}
    lower |= {f"etc/keys/{at}.pem": make(random) for at, make in enumerate(KEYS.values())}
    upper = {
        f"srv/app/settings{at}.py": f'VALUE = "{make(random)}"\n'
        for at, make in enumerate(TOKENS.values())
    }
    words = [some(random, B62, 24) for _ in range(5)]
    history: list[str | Mapping[str, object]] = [
        "COPY . /",
        f"RUN |1 NPM_TOKEN={words[0]} /bin/sh -c npm ci # buildkit",
        f"/bin/sh -c curl -u me:{words[1]} https://registry.internal/x -o /x",
        empty(f"/bin/sh -c #(nop)  ENV DB_PASSWORD={words[2]}"),
    ]
    config = {
        "Env": [f"DB_PASSWORD={words[2]}"],
        "Labels": {"com.example.api-token": words[3]},
        "Cmd": ["app", "--password", words[4]],
    }
    layers = [
        [file(name, text.encode()) for name, text in lower.items()],
        [file(name, text.encode()) for name, text in upper.items()],
        [whiteout(name) for name in (*lower, *upper)],
    ]
    spec = ImageSpec(layers, history, {"config": config})
    format_named("docker-25").write(path, spec)
    return path, [*(f"0/{each}" for each in lower), *(f"1/{each}" for each in upper)], len(words)


def clean(path: Path) -> Path:
    """Write an image with what looks like secrets and is none."""
    files = [file(each.path, each.text.encode()) for each in HARMLESS]
    env = ["DB_PASSWORD=changeme", "GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305"]
    spec = ImageSpec([files], ["COPY . /"], {"config": {"Env": env}})
    return format_named("docker-25").write(path, spec)


def extracted(image: Path, folder: Path) -> Path:
    """Write the files of each layer to a folder of its own."""
    archive = open_archive(str(image), DEFAULT_LIMITS)
    for number, layer in enumerate(choose(archive, image=None, platform=None).layers):
        place = folder / str(number)
        place.mkdir(parents=True)
        window = ArchiveLayer(layer).window
        if window is None:
            continue
        blob = folder / "layer.tar"
        blob.write_bytes(window.pread(window.size, 0))
        with tarfile.open(blob) as tar:
            for member in tar:
                if member.isfile():
                    tar.extract(member, place, filter="data")
        blob.unlink()
    return folder


def run(tool: Tool, place: Path) -> tuple[Found | None, float]:
    """Return what a program finds, None where it does not end; and its seconds of processors."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(
            [*tool.command, str(place) if tool.takes_images else "."],
            capture_output=True,
            check=False,
            cwd=None if tool.takes_images else place,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return None, _PATIENCE
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    text = done.stdout.decode("utf-8", "replace")
    report = json.JSONDecoder().raw_decode(
        text[min(map(text.find, "[{"), key=lambda at: at % 2**32) :]
    )
    return tool.paths(report[0]), spent


def main(arguments: Sequence[str]) -> int:
    """Build the images, run what is there, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--image", type=Path, action="append", default=[])
    parser.add_argument("--tool", action="append", default=[])
    given = parser.parse_args(arguments)
    programs = dict(each.split("=", 1) for each in given.tool)
    tools = list(OURS)
    for name, (options, paths) in OTHERS.items():
        program = programs.get(name) or shutil.which(name)
        if program is not None:
            tools.append(Tool(name, (program, *options), paths))
    with tempfile.TemporaryDirectory(prefix="layerscope-secrets-") as name:
        _print(tools, Path(name), given.image)
    return 0


def _print(tools: Sequence[Tool], folder: Path, images: Sequence[Path]) -> None:
    image, holders, others = planted(folder / "planted.tar")
    cases = [image, clean(folder / "clean.tar"), *images]
    folders = [extracted(each, folder / f"{at}.layers") for at, each in enumerate(cases)]
    heads = [f"in files, of {len(holders)}", f"elsewhere, of {others}", "false alarms, clean"]
    heads += [f"{each.stem}: findings | seconds" for each in images]
    print(f"| | {' | '.join(heads)} |\n|---|{'---|' * (len(heads) + len(images))}")
    for tool in tools:
        places = cases if tool.takes_images else folders
        results = [run(tool, each) for each in places]
        met = {each.removeprefix("./") for each in results[0][0] or ()}
        elsewhere = str(len({each for each in met if " " in each})) if tool.takes_images else "-"
        cells = [str(len(met & set(holders))), elsewhere, str(len(results[1][0] or ()))]
        for found, spent in results[2:]:
            cells.append("did not end |" if found is None else f"{len(found)} | {spent:.1f}")
        print(f"| {tool.name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
