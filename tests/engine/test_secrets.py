"""Secrets in images that real builders made of Debian and of busybox, and none in clean ones."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.layerscope import layerscope
from tests.engine.recipe import BUSYBOX
from tests.planted_secrets import B62, FILES, HARMLESS, KEYS, seeded, some

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.planted_secrets import Planted

pytestmark = pytest.mark.engine

ALPINE = (
    "FROM scratch",
    "COPY busybox /bin/busybox",
    'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
)


def context(place: Path, lines: tuple[str, ...], files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = place / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    shutil.copy(BUSYBOX, place / "busybox")
    (place / "Dockerfile").write_text("\n".join([*lines, ""]))
    return place


def texts(planted: tuple[Planted, ...]) -> dict[str, str]:
    random = seeded(8)
    return {each.path: each.filled(random)[0] for each in planted}


def secrets(archive: Path) -> tuple[list[dict[str, Any]], str]:
    output = layerscope("audit", "--json", "--secrets", "deep", archive).decode()
    findings = json.loads(output)["findings"]
    return [each for each in findings if each["id"].startswith("secret-")], output


@pytest.mark.parametrize("is_buildkit", [False, True], ids=["classic", "buildkit"])
@pytest.mark.parametrize("base", ["debian", "alpine"])
def test_all_that_is_planted_is_found_in_its_layer(
    docker: Docker, debian_docker: Docker, debian: str, home: Path, base: str, *, is_buildkit: bool
) -> None:
    client = debian_docker if is_buildkit else docker
    values = [some(seeded(at), B62, 24) for at in range(5)]
    below = (f"FROM {debian}",) if base == "debian" else ALPINE
    layers = 1 if base == "debian" else 2
    removed = " ".join(f"/{each.path}" for each in FILES)
    lines = (
        *below,
        "COPY files /",
        f"ARG NPM_TOKEN={values[0]}",
        f"RUN curl() {{ :; }}; curl -u me:{values[1]} https://host/x && : > /one",
        f"ENV DB_PASSWORD={values[2]}",
        f"LABEL com.example.api-token={values[3]}",
        f"RUN rm {removed}",
        f'CMD ["app", "--password", "{values[4]}"]',
    )
    files = {**texts(FILES), "root/.ssh/id_rsa": KEYS["OpenSSH private key"](seeded(9))}
    tag, name = f"planted-{base}:{int(is_buildkit)}", f"planted-{base}-{int(is_buildkit)}"
    client.build(context(home / name, lines, files), tag, buildkit=is_buildkit)
    found, output = secrets(docker.save(tag, home / f"{name}.tar"))
    rows = {(each["id"], each["layer"], each["path"], each.get("hidden_by")) for each in found}
    assert {row for row in rows if row[2]} == {
        ("secret-private-key", layers, "/root/.ssh/id_rsa", None),
        *(("secret-file", layers, f"/{each.path}", layers + 2) for each in FILES),
    }
    told = {(each["layer"], each["message"].partition(": ")[2].partition(",")[0]) for each in found}
    assert {each for each in told if not each[1].endswith(")") or "RUN" in each[1]} >= {
        (None, "ENV DB_PASSWORD"),
        (None, "LABEL com.example.api-token"),
        (layers + 1, "ARG NPM_TOKEN"),
        (layers + 1, "RUN (password of curl or wget)"),
    }
    assert (None, "CMD (value of password)") in told
    assert not any(value in output for value in values)


@pytest.mark.parametrize("base", ["debian", "alpine"])
def test_a_clean_image_has_none(docker: Docker, debian: str, home: Path, base: str) -> None:
    below = (f"FROM {debian}",) if base == "debian" else ALPINE
    lines = (
        *below,
        "ARG NPM_TOKEN",
        "COPY files /",
        "ENV DB_PASSWORD=changeme PASSWORD_FILE=/run/p",
    )
    docker.build(context(home / f"clean-{base}", lines, texts(HARMLESS)), f"clean-{base}:1")
    found, _ = secrets(docker.save(f"clean-{base}:1", home / f"clean-{base}.tar"))
    assert found == []
