"""RUN: the same command, whatever its text holds."""

from __future__ import annotations

from inspector.analyses.dockerfile import Note
from inspector.spec import HistoryEntry
from tests.analyses.dockerfile.histories import NOP, step, told
from tests.cases import tried_with
from tests.dockerfile_parser import parse

SHELL = f"{NOP} SHELL [/bin/bash -o pipefail -c]"


def kit(text: str) -> str:
    """Return a BuildKit row."""
    return f"RUN /bin/sh -c {text} # buildkit"


@tried_with(
    ("rows", "expected"),
    [
        (["/bin/sh -c yum -y install x"], "RUN yum -y install x"),
        ([kit("a && b")], "RUN a && b"),
        (["|1 FOO=bar /bin/sh -c a"], "RUN a"),
        (["RUN |2 A=b c D=e /bin/sh -c a # buildkit"], "RUN a"),
        (["RUN apk add curl"], "RUN apk add curl"),  # kaniko
        (['RUN ["/x", "y z"]'], 'RUN ["/x", "y z"]'),
        (['/bin/sh -c ["/x", "y z"]'], 'RUN ["/x", "y z"]'),  # buildah
        (["/bin/sh -c --mount=type=cache,target=/c a"], "RUN --mount=type=cache,target=/c a"),
        ([SHELL, "/bin/bash -o pipefail -c a | b"], "RUN a | b"),
        ([SHELL, "/bin/sh -c a | b"], 'RUN ["/bin/sh", "-c", "a | b"]'),
        (["/bin/bash -c a"], 'RUN ["/bin/bash", "-c", "a"]'),
        (
            [f'{NOP}SHELL ["/bin/bash", "-c"]', "/bin/sh -c a"],  # buildah prints no other
            "RUN a",
        ),
        (["RUN cmd /S /C dir # buildkit"], 'RUN ["cmd", "/S", "/C", "dir"]'),
        (["powershell -Command Write-Host x"], 'RUN ["powershell", "-Command", "Write-Host x"]'),
        (["RUN /bin/sh -c [ -f x ] || y # buildkit"], "RUN [ -f x ] || y"),
        (["/bin/sh -c echo '<<<'"], "RUN echo '<<<'"),
    ],
)
def test_forms(rows: list[str], expected: str) -> None:
    assert told(*rows) == expected


@tried_with(
    "command",
    [
        "cat <<EOF",
        "x\\",
        "--flag",
        "a\nb",
        "a\x1b",
        '["a"] b',
        "[1] b",
        "[1]",
        "\u2028x",
        "a\rb",
        "1<<2",
        "\xa0x",
    ],
)
def test_a_command_that_a_line_cannot_hold_is_spelled_out(command: str) -> None:
    text = told(f"/bin/sh -c {command}")
    [_, found] = parse(f"FROM scratch\n{text}\n")
    assert found.is_json
    assert found.values == ("/bin/sh", "-c", command)


def test_exec_form_has_lost_where_its_words_end() -> None:
    found = step("RUN mk /tmp/x 99 # buildkit")
    assert (found.body, found.notes) == ('["mk", "/tmp/x", "99"]', (Note.WORDS_GUESSED,))
    found = step(f"{NOP} ENV A=b", "|1 FOO=bar mk /tmp/x 99")
    assert found.body == '["mk", "/tmp/x", "99"]'
    found = step("/bin/sh -c a", HistoryEntry(created_by="mk /tmp/x"))
    assert (found.word, found.body) == ("RUN", '["mk", "/tmp/x"]')


def test_lines_of_a_heredoc_stay_lines() -> None:
    text = told(kit("apt-get update\napt-get install -y x\n"))
    assert text == "RUN <<EOF\napt-get update\napt-get install -y x\nEOF"
    [_, found] = parse(f"FROM scratch\n{text}\n")
    assert found.heredocs == ("apt-get update\napt-get install -y x\n",)


def test_a_heredoc_of_the_shell_is_kept_as_it_was() -> None:
    command = "cat <<EOF > /a && cat <<-'X' > /b\none\nEOF\n\ttwo\n\tX"
    text = told(kit(command))
    assert text == f"RUN {command}"
    [_, found] = parse(f"FROM scratch\n{text}\n")
    assert found.heredocs == ("one\n", "\ttwo\n")


@tried_with(
    "command",
    [
        "cat <<EOF > /a\none\nEOF\necho done",
        "a\nEOF\nb",
        "a\nEOF\nEOF_\nRUN evil",
        "<<X\nX\nX\ny",
        "echo '<<EOF'\nb",
        "cat <<A <<B\nB\nA\nRUN evil",
        "a <<$X\nb",
        "x\\\ny",
        "a\n\nb",
    ],
)
def test_no_line_gets_out_of_its_heredoc(command: str) -> None:
    found = parse(f"FROM scratch\n{told(kit(command))}\nCMD x\n")
    assert [each.word for each in found] == ["FROM", "RUN", "CMD"]
    assert found[1].heredocs == (f"{command}\n",)


def test_a_script_would_not_run_the_same_in_a_heredoc() -> None:
    assert step(kit("#!/bin/sh\na\n")).body == '["/bin/sh", "-c", "#!/bin/sh\\na"]'


def test_buildah_leaves_the_end_of_a_heredoc_out() -> None:
    assert told("/bin/sh -c <<EOF\na\nb") == "RUN <<EOF\na\nb\nEOF"


def test_of_a_summary_only_the_first_line_is_known() -> None:
    found = step(kit("<<EOF (apt-get update...)"))
    assert (found.body, found.notes) == ("<<EOF\napt-get update\nEOF", (Note.HEREDOC_LOST,))
    assert step(kit("<<EOF (apt-get update)")).notes == ()
    assert step(kit("<<EOF (EOF\n...)")).body != "<<EOF\nEOF\nEOF"


def test_build_arguments_that_no_arg_tells() -> None:
    arg = f"{NOP} ARG FOO=bar"
    assert step(arg, "|1 FOO=bar /bin/sh -c a").arguments == ()
    assert step(arg, "|1 FOO=x y /bin/sh -c a").arguments == (("FOO", "x y"),)
    twice = "|2 B=/bin/sh -x FOO=x=y z /bin/sh -c a"
    assert step(arg, twice).arguments == (("B", "/bin/sh -x"), ("FOO", "x=y z"))
    assert step(arg, twice, twice).arguments == ()
    # buildah counts words
    assert step("|3 FOO=bar SP=z z /bin/sh -c a").arguments == (("FOO", "bar"), ("SP", "z z"))
