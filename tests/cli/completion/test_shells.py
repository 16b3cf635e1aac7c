"""What a shell is told when TAB is pressed: the command line in, lines of text out."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path

import pytest

from inspector.cli import completed, main
from inspector.cli.completion import values
from inspector.cli.completion.shells import ASKING, LINE, SHELLS, read_line
from tests.build_image import ImageSpec, directory, file, format_named

SAMPLES = Path(__file__).parents[3] / "sample_images"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with archives, and no engine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setattr(values, "_LAYERS", 60.0)  # whoever waits for TAB has less
    shutil.copy(SAMPLES / "lecture.tar", tmp_path / "my app.tar")
    shutil.copy(SAMPLES / "hello.tar", tmp_path)
    (tmp_path / "evil;$(x)'.tar").touch()
    (tmp_path / "a\x1b[2J\n.tar").touch()
    (tmp_path / "notes.md").touch()
    (tmp_path / "c:olon.tar").touch()
    (tmp_path / "out").mkdir()
    return tmp_path


def told(line: str, shell: str = "bash") -> list[str]:
    return completed({ASKING: f"{shell}_complete", LINE: line}).splitlines()


@pytest.mark.usefixtures("folder")
def test_what_bash_is_told() -> None:
    for line, expected in {
        "layerscope h": ["history", "hello.tar"],
        "layerscope cat ": [
            "c:olon.tar",
            r"evil\;\$\(x\)\'.tar",
            "hello.tar",
            r"my\ app.tar",
            "out/",
        ],
        "layerscope cat 'my": ["my app.tar"],
        "layerscope cat 'e": [],  # single quotes cannot hold a single one
        'layerscope cat "e': [],
        r"layerscope cat my\ app.tar /et": ["/etc/"],
        "layerscope cat 'my app.tar' '/etc/ho": ["/etc/hostname"],
        r"layerscope ls my\ app.tar /bin/bas": ["/bin/bash"],  # through a link
        r"layerscope cat my\ app.tar --layer 0 /etc/yum.rep": ["/etc/yum.repos.d/"],
        "layerscope cat hello.tar /etc/": [],
        "layerscope cat missing.tar /": [],
        "layerscope cat notes.md /": [],
        "layerscope ls hello.tar --layer ": ["0"],
        "layerscope ls hello.tar --layer=": ["0"],
        "layerscope ls hello.tar --digest": ["--digests"],
        "layerscope ls --layer ": [],
        "layerscope audit --format c": ["csv", "cyclonedx"],
        "layerscope audit --format=j": ["json", "junit"],
        "layerscope hello.tar --image example.com/h": ["example.com/hello:1"],
        "layerscope hello.tar --image example.com/hello:": ["1"],
        "layerscope hello.tar --platform li": ["linux/amd64"],
        "layerscope --platform linux/amd64 hi": ["history"],
        "layerscope --lang z": ["zh_CN"],
        "layerscope learn del": ["deletion"],
        "layerscope completion ": list(SHELLS),
        "layerscope extract hello.tar --to o": ["out/"],
        "layerscope --lang nonsense his": [],
        "layerscope": [],
        # bash takes a word apart at a colon unless it is escaped
        "layerscope ls c:": ["olon.tar"],
        r"layerscope ls c\:o": ["c:olon.tar"],
    }.items():
        assert told(line) == expected, line


def test_names_of_an_image_run_nothing_and_move_no_cursor(folder: Path) -> None:
    names = [
        "$(touch owned)",
        "`x`",
        "a b",
        "new\nline",
        "\x1b]0;title\x07",
        "\u202etxt",
        "-rf",
        "é",
    ]
    layer = [directory("d"), *(file(f"d/{name}", b"") for name in names)]
    format_named("docker-legacy").write(folder / "hostile.tar", ImageSpec([layer]))
    assert told("layerscope cat hostile.tar /d/") == [
        r"/d/\$\(touch\ owned\)",
        "/d/-rf",
        r"/d/\`x\`",
        r"/d/a\ b",
        "/d/é",
    ]
    assert told("layerscope cat hostile.tar '/d/$") == ["/d/$(touch owned)"]
    assert told('layerscope cat hostile.tar "/d/$') == []


def test_a_file_is_offered_as_no_option_and_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    (tmp_path / "--output=x.tar").touch()
    (tmp_path / "~root").mkdir()
    for line, expected in {
        "layerscope ls ": ["./--output=x.tar", "./~root/"],
        "layerscope ls ~ro": [],
        "layerscope ls ./-": ["./--output=x.tar"],
        "layerscope ls --out": [],
        "layerscope ls -- --out": ["--output=x.tar"],
    }.items():
        assert told(line) == expected, line


@pytest.mark.usefixtures("folder")
def test_other_shells_are_told_more(monkeypatch: pytest.MonkeyPatch) -> None:
    for shell in ("zsh", "fish"):
        assert told("layerscope images", shell) == ["images\tList the images in an archive."]
        assert told("layerscope audit --format=js", shell) == ["--format=json\t"]
        assert told("layerscope ls hello.tar --layer ", shell)[0].startswith("0\t/bin/sh -c #(nop)")
        assert told("layerscope cat e", shell) == ["evil;$(x)'.tar\t"]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert told("layerscope learn del", "fish") == ["deletion\t删除并不释放空间"]


def test_engines_are_asked_while_they_answer_quickly(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{folder}/bin:/bin:/usr/bin")
    monkeypatch.setattr("inspector.cli.completion.values._ENGINES", 0.3)
    (folder / "bin").mkdir()
    images = "echo 1234567890ab app:1; echo 1234567890ab app:two; echo x"
    silent = f"sleep 60 & echo $! > {folder}/child; wait"
    for name, script in (("docker", images), ("podman", silent)):
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / "bin" / name).chmod(0o755)
    assert told("layerscope ap") == ["app:1", "app:two"]
    assert told("layerscope app:") == ["1", "two"]
    assert told("layerscope history docker:a") == ["app:1", "app:two"]
    child = Path("/proc", (folder / "child").read_text().strip(), "stat")
    end = time.monotonic() + 8.0
    with suppress(OSError):  # what it has started ends, too
        while " Z " not in child.read_text():
            assert time.monotonic() < end
            time.sleep(0.01)


def test_a_line_is_taken_apart_as_shells_do() -> None:
    line = read_line(r"""x 'a b' "c\"d" e\ f '' "g 'h""")
    assert line.words == ["x", "a b", 'c"d', "e f", ""]
    assert (line.incomplete, line.quote) == ("g 'h", '"')


def test_the_command_answers_and_prints_the_script(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for asked, line, expected in (
        ("fish_complete", "layerscope cac", "cache\tShow or clear cached layer data.\n"),
        ("bash_source", "", SHELLS["bash"][0]),
        ("nonsense", "", ""),
    ):
        monkeypatch.setenv(ASKING, asked)
        monkeypatch.setenv(LINE, line)
        with pytest.raises(SystemExit) as end:
            main([])
        assert (end.value.code, capsys.readouterr().out) == (0, expected)
