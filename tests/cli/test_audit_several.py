"""``audit`` of several images: folders, processes, the summary, one bad image."""

from __future__ import annotations

import json
import os
import re
import signal
from typing import TYPE_CHECKING, Any

import pytest

from inspector.analyses.audit import Audit, audit
from inspector.cli.kit.image_folder import ImageCandidate, candidates
from inspector.cli.kit.parallel import Ended, in_processes
from inspector.cli.kit.streams import complain
from tests.build_image import ImageSpec, file, format_named, layer_tar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run

SHARED = [file("base", bytes(5000))]


def image(folder: Path, name: str, size: int, form: str = "docker-legacy") -> Path:
    layers = [SHARED, [file("own", b"x" * size)]]
    return format_named(form).write(folder / name, ImageSpec(layers=layers))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two archives, a layout, and what is no image."""
    found = tmp_path / "images"
    (found / "plain").mkdir(parents=True)
    image(found, "a.tar", 100)
    image(found, "b.tar", 200)
    image(found, "layout", 300, "oci-dir")
    (found / "notes.txt").write_text("no image\n")
    (found / "files.tar").write_bytes(layer_tar([file("readme", b"hello")]))
    image(found, ".hidden.tar", 400)
    image(found / "plain", "deeper.tar", 500)
    return found


@pytest.mark.parametrize("processors", [1, 2])
def test_a_folder_stands_for_the_images_in_it(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, processors: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    said = run("audit", "--json", folder)
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)
    names = [os.path.basename(each["image"]["reference"]) for each in found]  # noqa: PTH119
    assert names == ["a.tar", "b.tar", "layout"]
    assert [each["stored_bytes"] for each in found] == [5100, 5200, 5300]
    assert said.out == run("audit", "--json", *(folder / name for name in names)).out


def test_the_summary_counts_shared_layers_once(run: Run, folder: Path) -> None:
    text = run("audit", folder / "a.tar", folder / "b.tar").text
    at = text.index("Summary (2 images)\n")
    assert text[at:].splitlines()[2:] == [
        f"  5.10 kB        0 B        100%  -       {folder}/a.tar",
        f"  5.20 kB        0 B        100%  -       {folder}/b.tar",
        "10.3 kB in 4 layers; 5.30 kB in 3 layers with shared layers counted once",
    ]
    assert "Summary" not in run("audit", folder / "a.tar").text


def test_comment_and_page_count_shared_layers_once(run: Run, folder: Path) -> None:
    told = "10.3 kB in 4 layers; 5.30 kB in 3 layers with shared layers counted once"
    words = ("audit", folder / "a.tar", folder / "b.tar", "--format")
    text = run(*words, "markdown").text
    assert text.index("All images") < text.index(f"\n{told}\n") < text.index("### Layerscope")
    assert f'<p class="total">All images: {told}</p>' in run(*words, "html").text
    assert "counted once" not in run("audit", folder / "a.tar", "--format", "html").text


def test_one_bad_image_does_not_stop_the_others(run: Run, folder: Path) -> None:
    cut = folder / "cut.tar"
    cut.write_bytes((folder / "a.tar").read_bytes()[:700])
    said = run("audit", "--max-size", "1", folder / "a.tar", cut, folder / "nope", folder / "b.tar")
    assert said.code == 4
    assert "Summary (4 images, 2 not read)" in said.text
    assert f"FAIL    {folder}/b.tar" in said.text
    lines = said.err.splitlines()
    assert [folder.name in line for line in lines] == [True] * 4
    assert lines[0].count("cut.tar") == 1
    assert "nope" in lines[1]
    assert "failed: max_size" in lines[2]


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def faulty() -> None:
    raise KeyError("x\n::error::")


def without_memory() -> None:
    raise MemoryError


@pytest.mark.parametrize(
    ("processors", "fault", "told"),
    [
        (2, killed, "the process that read it was killed, as happens when memory runs out"),
        (2, faulty, "internal error: KeyError"),
        (1, faulty, "internal error: KeyError"),
        (2, without_memory, "out of memory"),
        (1, without_memory, "out of memory"),
    ],
)
def test_a_fault_with_one_image_is_told_and_stops_no_other(
    run: Run,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    processors: int,
    fault: Callable[[], None],
    told: str,
) -> None:
    def audited(reference: str, *given: Any, **options: Any) -> Audit:  # noqa: ANN401
        if reference.endswith("a.tar"):
            fault()
        return audit(reference, *given, **options)

    monkeypatch.setattr("inspector.cli.kit.auditor.audit", audited)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(processors)))
    said = run("audit", "--json", folder / "a.tar", folder / "b.tar", folder / "layout")
    assert said.code == 4
    bad, *good = json.loads(said.out)
    assert told in bad["error"]
    assert [each["verdict"] for each in good] == ["pass", "pass"]
    (line,) = said.err.splitlines()
    assert line.startswith(f"layerscope: {folder}/a.tar: {told}")


def test_no_name_of_an_image_gives_a_command_to_a_log(run: Run, folder: Path) -> None:
    """Neither in reports nor in messages; nor does it make a line of its own."""
    for name in ("x\n::error::a", "y\n  ::error::b", "##[error]c"):
        image(folder, f"{name}.tar", 100)
        (folder / f"{name}-cut.tar").write_bytes((folder / "a.tar").read_bytes()[:700])
    said = run("audit", "--max-layers", "1", "--json", folder)
    assert said.code == 4
    assert "failed" in said.err
    assert not re.search(r"^\s*::|##\[", said.err + said.text, re.MULTILINE)
    assert re.search(r"x\\n::error::a.tar: 1 rule failed", said.err)


def test_each_message_says_which_image_it_is_about(run: Run, folder: Path) -> None:
    """Of one image there is no need to; with --base, --image, --platform there is of several."""
    said = run("audit", "--image", "x", folder / "a.tar", folder / "b.tar")
    assert said.code == 2
    lines = [line for line in said.err.splitlines() if line.startswith("layerscope: ")]
    names = [f"layerscope: {folder}/{name}: no image 'x'" for name in ("a.tar", "b.tar")]
    assert [line[: len(name)] for line, name in zip(lines, names, strict=True)] == names


@pytest.mark.parametrize(
    "words",
    [["ls"], ["ls", "--json"], ["verify"], ["verify", "--json"], ["images"], ["images", "--json"]],
)
def test_nor_does_any_other_answer_about_it(run: Run, tmp_path: Path, words: list[str]) -> None:
    spec = ImageSpec(layers=[[file("##[error]x", b"1")]], tags=("::error::t:1", "##vso[a]:2"))
    path = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    said = run(*words, path)
    assert (said.code, said.err) == (0, "")
    assert not re.search(r"^\s*::|##\w*\[", said.text, re.MULTILINE)
    if words == ["ls", "--json"]:
        assert json.loads(said.out)["path"] == "/##[error]x"


def test_of_nothing_but_bad_images_the_highest_code_counts(run: Run, folder: Path) -> None:
    said = run("audit", folder / "nope", folder / "neither")
    assert (said.code, said.out) == (3, b"")
    assert run("audit", folder / "plain").code == 0
    (folder / "plain" / "deeper.tar").write_bytes(b"no image")
    said = run("audit", folder / "plain")
    assert said.code == 3
    assert "plain: no image in this folder" in said.err


def test_a_folder_that_is_an_image_is_one(folder: Path) -> None:
    layout, plain = str(folder / "layout"), str(folder / "plain")
    assert candidates([layout]) == [ImageCandidate(layout)]
    assert candidates([plain]) == [ImageCandidate(f"{plain}/deeper.tar", plain)]
    assert candidates(["nope"]) == [ImageCandidate("nope")]
    (folder / "empty").mkdir()
    assert candidates([str(folder / "empty")]) == [ImageCandidate(str(folder / "empty"))]


def work(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    complain(f"work {number}")
    return number * 10


def test_results_and_messages_come_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(in_processes(work, 5, 2)) == [0, Ended(-signal.SIGKILL), 20, 30, 40]
    said = capsys.readouterr().err
    assert said == "".join(f"layerscope: work {number}\n" for number in (0, 2, 3, 4))


def test_what_is_large_comes_through() -> None:
    assert [
        isinstance(each, bytes) and len(each)
        for each in in_processes(lambda n: bytes(n << 20), 4, 3)
    ] == [n << 20 for n in range(4)]


def test_no_process_outlives_who_asked() -> None:
    import multiprocessing
    import time

    results = in_processes(lambda number: time.sleep(60 * number), 3, 3)
    next(results)
    assert len(multiprocessing.active_children()) == 2
    results.close()
    assert multiprocessing.active_children() == []


def test_standard_input_is_one_image_at_most(run: Run) -> None:
    for words in (["audit", "-", "-"], ["audit", "a.tar", "-", "--json", "-"], ["diff", "-", "-"]):
        said = run(*words)
        assert (said.code, said.out) == (2, b"")
        assert "only one of the images can come from standard input" in said.err


def test_a_folder_that_may_not_be_read_is_named(run: Run, folder: Path) -> None:
    (folder / "locked").mkdir()
    (folder / "locked" / "index.json").symlink_to("index.json")
    said = run("audit", folder / "locked")
    assert said.code == 3
    told = "locked: cannot read index.json: Too many levels of symbolic links\n"
    assert said.err == f"layerscope: {folder}/{told}"
    said = run("audit", folder)
    assert said.code == 4
    assert told in said.err
