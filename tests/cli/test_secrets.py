"""No output of any command holds a secret's value, but the history, which is told to the byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from inspector.analyses.audit import DEEP
from inspector.exports.audit.reports import FORMATS
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.ui.shell.image_job import Wanted, image_of
from tests.build_image import ImageSpec, empty, file, format_named, whiteout
from tests.planted_secrets import B62, FILES, KEYS, TOKENS, seeded, some

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.cli.conftest import Run

CODECS = ["none", "gzip"]


def planted(folder: Path, seed: int, codec: str) -> tuple[Path, list[str]]:
    """Write an image with secrets everywhere; return it and the secrets."""
    random = seeded(seed)
    tokens = [make(random) for make in TOKENS.values()]
    keys = [make(random) for make in KEYS.values()]
    filled = [each.filled(random) for each in FILES]
    files = [file(each.path, text.encode()) for each, (text, _) in zip(FILES, filled, strict=True)]
    words = [some(random, B62, 24) for _ in range(9)]
    lower = [*files, *(file(f"keys/{at}.pem", key.encode()) for at, key in enumerate(keys))]
    upper = [
        *(whiteout(each.path) for each in FILES),
        *(file(f"srv/{at}.txt", f"x\n{token}\n".encode()) for at, token in enumerate(tokens)),
    ]
    command = (
        f"curl -u me:{words[3]} -H 'Authorization: Bearer {words[4]}' https://me:{words[5]}@host/"
        f" && tool --password {words[6]} --x={words[1]}"
    )
    history: list[str | Mapping[str, object]] = [
        empty(f"ARG NPM_TOKEN={words[0]}"),
        f"RUN |1 NPM_TOKEN={words[0]} /bin/sh -c npm ci && echo {tokens[1]} > /t # buildkit",
        empty(f"/bin/sh -c #(nop)  ENV DB_PASSWORD={words[1]}"),
        f"|1 A_SECRET={words[2]} /bin/sh -c {command}",
        empty(f'CMD ["app" "--token" "{words[7]}"]'),
    ]
    config = {
        "Env": [f"DB_PASSWORD={words[1]}", *(f"T{at}={each}" for at, each in enumerate(tokens))],
        "Labels": {"com.example.api-token": words[8], "t": tokens[0]},
        "Cmd": ["app", "--token", words[7]],
    }
    spec = ImageSpec([lower, upper], history, {"config": config}, codec=codec)
    path = format_named("docker-25").write(folder / "planted.tar", spec)
    secrets = [*words, *(value for _, values in filled for value in values)]
    secrets += [_value(each) for each in tokens]
    return path, secrets + [line for key in keys for line in key.split("\n") if len(line) == 64]


def _value(token: str) -> str:
    """Return the part of a token that is no one's business."""
    url = token.partition("://")[2]
    if "@" in url:
        return url.partition("@")[0].partition(":")[2]
    return token.rpartition("/")[2] if url else token[-20:].rstrip("=")


def leaked(output: str, secrets: list[str]) -> list[str]:
    return [each for each in secrets if each in output]


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("seed", range(2))
def test_no_report_holds_a_secret(tmp_path: Path, run: Run, seed: int, codec: str) -> None:
    image, secrets = planted(tmp_path, seed, codec)
    for name, *_ in FORMATS:
        for mode in ("names", DEEP):
            said = run("audit", image, "--format", name, "--secrets", mode)
            assert leaked(said.text + said.err, secrets) == [], name


def test_no_other_command_prints_one(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, secrets = planted(tmp_path, 5, "gzip")
    monkeypatch.chdir(tmp_path)
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (tmp_path / "rules.toml").write_text("[rules]\nmax-findings = 0\n")
    for words in (
        ["audit", image],
        ["audit", image, "--rules", tmp_path / "rules.toml"],
        ["dockerfile", image],
        ["explain", image, "--json"],
        ["explain", image, "--changed", "1"],
        ["ls", image],
        ["images", image],
        ["verify", image],
        ["init", image],  # its file is read by the next ones
        ["cat", image, "/nothing"],
        [image],
    ):
        said = run(*words)
        assert leaked(said.text + said.err, secrets) == [], words
    assert leaked(summary.read_text(), secrets) == []
    assert leaked((tmp_path / "layerscope.toml").read_text(), secrets) == []
    assert leaked(run("history", image, "--no-trunc").text, secrets) != []


def test_the_cache_holds_none(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.reading.archive_layer._LEAST_KEPT", 1)
    monkeypatch.setattr("inspector.io.cachefolder.default_root", lambda: tmp_path / "cache")
    image, secrets = planted(tmp_path, 6, "gzip")
    first, second = (run("audit", image, "--json").text for _ in range(2))
    assert first == second
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert kept
    import zstandard

    for path in kept:
        data = path.read_bytes()
        if data.startswith(b"\x28\xb5\x2f\xfd"):
            data = zstandard.ZstdDecompressor().decompress(data)
        assert leaked(data.decode("latin-1"), secrets) == []


def test_all_that_is_planted_is_found(tmp_path: Path, run: Run) -> None:
    image, _ = planted(tmp_path, 7, "gzip")
    findings = json.loads(run("audit", image, "--json", "--secrets", DEEP).text)["findings"]
    rows = {(each["id"], each["layer"], each["path"], each.get("hidden_by")) for each in findings}
    assert rows >= {("secret-file", 0, f"/{each.path}", 1) for each in FILES}
    assert rows >= {("secret-private-key", 0, f"/keys/{at}.pem", None) for at in range(len(KEYS))}
    assert rows >= {("secret-token", 1, f"/srv/{at}.txt", None) for at in range(len(TOKENS))}
    told = {(each["layer"], each["message"].partition(": ")[2]) for each in findings}
    assert {(None, "ENV DB_PASSWORD"), (0, "ARG NPM_TOKEN, history row 0")} <= told


def test_the_screen_is_given_none(tmp_path: Path) -> None:
    path, secrets = planted(tmp_path, 8, "none")
    archive = open_archive(str(path), DEFAULT_LIMITS)
    image = image_of(archive, choose(archive, image=None, platform=None), Wanted(str(path)))
    assert leaked(repr((image.config, image.history, image.findings)), secrets) == []
