"""``audit`` with what takes longer, and without what is left out: as its users see it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.build_image import ImageSpec, file, format_named, whiteout

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

SAME = b"s" * 2000


@pytest.fixture
def image(tmp_path: Path) -> Path:
    layers = [
        [file("base/one", SAME), file("gone", b"g" * 30)],
        [file("app/two\x1b", SAME), file("base/one", SAME), file("cache/x", b"x" * 7)],
        [whiteout("gone"), whiteout("cache/x"), file("app/three", SAME)],
    ]
    return format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))


def audit(run: Run, *arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("audit", "--json", *arguments).out)
    return found


def test_duplicates_are_listed_where_asked_for(run: Run, image: Path) -> None:
    found = audit(run, "--duplicates", image)
    (row,) = found["duplicates"]
    assert list(row) == ["sha256", "bytes", "count", "paths"]
    assert (row["bytes"], row["count"]) == (2000, 3)
    assert row["paths"] == ["/app/three", "/app/two\x1b", "/base/one"]
    assert found["duplicate_bytes"] == 4000
    text = run("audit", "--duplicates", image).text
    assert "Duplicates (1; one copy of each would save 4.00 kB)" in text
    assert "  4.00 kB  3 files of 2.00 kB  sha256:" in text
    assert "/app/two\\x1b" in text
    assert "Duplicates" not in run("audit", image).text


def test_the_base_image_is_left_out_where_asked(run: Run, image: Path) -> None:
    whole = audit(run, "--base", "1", image)
    assert (whole["stored_bytes"], whole["wasted_bytes"]) == (8037, 2037)
    found = audit(run, "--base", "1", "--ignore-base", image)
    assert (found["stored_bytes"], found["live_bytes"], found["wasted_bytes"]) == (6007, 6000, 7)
    assert found["efficiency"] == 6000 / 6007
    assert [row["path"] for row in found["waste"]] == ["/cache/x"]
    assert [layer["wasted_bytes"] for layer in found["layers"]] == [0, 7, 0]
    assert [layer["size"] for layer in found["layers"]] == [2030, 4007, 2000]
    assert found["dive"] == whole["dive"]
    assert whole["not_counted"] is None
    assert found["not_counted"] == {"base_layers": 1, "exclude": []}
    text = run("audit", "--base", "1", "--ignore-base", image).text
    assert "Not counted: the base image, layer 0\n" in text


def test_without_a_base_image_there_is_nothing_to_ignore(run: Run, image: Path) -> None:
    said = run("audit", "--json", "--ignore-base", image)
    assert (said.code, json.loads(said.out)["stored_bytes"]) == (0, 8037)
    assert "no base image is known, so all layers count" in said.err


def test_paths_are_left_out_by_globs(run: Run, image: Path) -> None:
    found = audit(run, "--exclude", "/cache", "--exclude", "thr*", "--duplicates", image)
    assert (found["stored_bytes"], found["wasted_bytes"]) == (6030, 2030)
    assert found["not_counted"] == {"base_layers": 0, "exclude": ["/cache", "thr*"]}
    assert [row["path"] for row in found["waste"]] == ["/base/one", "/gone"]
    assert found["duplicates"][0]["count"] == 2
    assert (
        "Not counted: /cache, thr*\n"
        in run("audit", "--exclude", "/cache", "--exclude", "thr*", image).text
    )


def test_findings_of_layers_count_no_path_that_is_left_out(run: Run, tmp_path: Path) -> None:
    layers = [
        [file("base", b"b")],
        [file("a/x", bytes(10)), file("b/y", bytes(20))],
        [whiteout("a/x"), whiteout("b/y")],
    ]
    rows = ["COPY a / # buildkit", "/bin/sh -c one", "/bin/sh -c two"]
    spec = ImageSpec(layers=layers, history=rows)
    path = format_named("docker-legacy").write(tmp_path / "runs.tar", spec)

    def told(*words: str) -> list[tuple[str, str | None, int]]:
        found = audit(run, path, *words)["findings"]
        return [(each["id"], each["path"], each["bytes"]) for each in found if each["layer"] == 1]

    assert told() == [("deleted-later", "/", 30), ("mergeable-layers", None, 30)]
    assert told("--exclude", "/a") == [
        ("deleted-later", "/b/y", 20),
        ("mergeable-layers", None, 20),
    ]
    assert told("--base", "2", "--ignore-base") == []
    assert told("--exclude", "**") == []


def test_a_glob_that_names_nothing_is_a_mistake(run: Run, image: Path) -> None:
    said = run("audit", "--exclude", "", image)
    assert (said.code, said.out) == (2, b"")
    assert "names no path of an image" in said.err


def test_the_numbers_add_up_whatever_is_left_out(run: Run, image: Path) -> None:
    found = audit(run, "--exclude", "**", image)
    assert found["stored_bytes"] == 0
    sums = found["sums"]
    assert sums["stored_bytes"] == sums["live_bytes"] + sums["wasted_bytes"] == 8037
    assert sums["size"] == sum(layer["size"] for layer in found["layers"])
    assert sums["tar_bytes"] == sums["stored_bytes"] + sums["header_bytes"]
    assert [layer["index"] for layer in sums["layers"]] == [0, 1, 2]
    text = run("audit", image).text.splitlines()
    at = text.index("How the numbers add up (bytes, all layers of the image)")
    assert [line.split("  ")[-1] for line in text[at + 1 : at + 4]] == ["live", "wasted", "8,037"]


def test_totals_of_waste_by_layer_pair_and_folder(run: Run, image: Path) -> None:
    found = audit(run, image)
    assert found["waste_totals"] == {
        "layers": [
            {"written_by": 0, "bytes": 2030, "files": 2},
            {"written_by": 1, "bytes": 7, "files": 1},
        ],
        "pairs": [
            {"written_by": 0, "hidden_by": 1, "bytes": 2000, "files": 1},
            {"written_by": 0, "hidden_by": 2, "bytes": 30, "files": 1},
            {"written_by": 1, "hidden_by": 2, "bytes": 7, "files": 1},
        ],
        "folders": [
            {"path": "/base", "bytes": 2000, "files": 1},
            {"path": "/", "bytes": 30, "files": 1},
            {"path": "/cache", "bytes": 7, "files": 1},
        ],
    }


def test_what_cannot_be_avoided_is_marked_and_in_no_advice(run: Run, tmp_path: Path) -> None:
    path = "var/lib/dpkg/status"
    layers = [
        [file(path, b"1" * 5000), file("a", b"a" * 9)],
        [file(path, b"2" * 5001), whiteout("a")],
    ]
    spec = ImageSpec(layers=layers, history=["RUN apt-get one", "RUN apt-get two"])
    image = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    rows = audit(run, image)["waste"]
    assert [row.get("unavoidable") for row in rows] == [True, None]
    text = run("audit", image).text
    assert "overwritten in layer 1; unavoidable: each installation of packages rewrites it" in text
    at = text.index("Most expensive layer pairs (1)")
    advice = text[at : text.index("Waste by the layer")]
    assert "9 B  layer 0, hidden by layer 1\n" in advice
    assert "layer 1 deletes 9 B" in text
    assert "5.00 kB  unavoidable: files that package managers and others rewrite" in advice
    assert "  0  RUN apt-get one\n" in advice


def test_totals_have_paths_that_are_no_utf8(run: Run, tmp_path: Path) -> None:
    layers = [[file(b"caf\xe9/a", b"1" * 5)], [whiteout(b"caf\xe9/a")]]
    image = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    assert audit(run, image)["waste_totals"]["folders"][0]["path"] == "/caf\udce9"
    assert "      5 B  /caf\\xe9  (1 file)" in run("audit", image).text
