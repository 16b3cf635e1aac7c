"""The lines of a Dockerfile's instructions, beside BuildKit's own parser."""

from __future__ import annotations

import dockerfile as buildkit  # type: ignore[import-not-found]

from inspector.analyses.dockerfile.instructions import final_stage, instructions
from tests.cases import tried_with

DOCKERFILES = {
    "plain": "FROM a\nRUN b\nCMD c\n",
    "no last line end": "FROM a\nRUN b",
    "continued at the end": "FROM a\nRUN b \\\n",
    "comments and blank lines": "# one\n\nFROM a\n  # two\n\nRUN b\n# three\n",
    "continued": "FROM a\nRUN b && \\\n    c && \\  \n    d\nRUN e\n",
    "comments and blanks within": "FROM a\nRUN b \\\n# note\n\n   # more\n  c\nCMD d\n",
    "an escaped backslash at the end": "FROM a\nRUN echo b\\\\\nRUN c\n",
    "another escape": "# escape=`\nFROM a\nRUN b `\n  c\nRUN d \\\nCMD e\n",
    "a directive that is late": "FROM a\n# escape=`\nRUN b \\\n  c\n",
    "a here-document": "FROM a\nRUN <<EOF\nb\n# no comment\nEOF\nRUN c\n",
    "here-documents of a copy": "FROM a\nCOPY <<A <<-'B' /d/\n1\nA\n\t2\n\tB\nCMD x\n",
    "a here-document that continues": "FROM a\nRUN cat <<EOF > /b && \\\n  c\nCMD d\nEOF\nCMD e\n",
    "no here-document": 'FROM a\nRUN ["cat", "<<EOF"]\nRUN cat <<<EOF\nCMD b\n',
    "line ends of Windows": "FROM a\r\nRUN b \\\r\n  c\r\nCMD d\r\n",
    "small letters and tabs": "from a\nrun\tb\n\tcopy c d\n",
    "a byte-order mark": "\ufeffFROM a\nRUN b\n",
    "stages": "ARG x\nFROM a AS b\nRUN c\nFROM b\nRUN d\n",
}


@tried_with("name", DOCKERFILES)
def test_lines_are_those_of_buildkit(name: str) -> None:
    text = DOCKERFILES[name]
    expected = [
        (each.cmd.upper(), each.start_line, each.end_line, tuple(h.content for h in each.heredocs))
        for each in buildkit.parse_string(text)
    ]
    found = [
        (
            each.word,
            each.lines.first,
            each.lines.last,
            tuple(f"{doc}\n" if doc else "" for doc in each.heredocs),
        )
        for each in instructions(text)
    ]
    assert [row[:3] for row in found] == [row[:3] for row in expected]
    tabless = [tuple(doc.replace("\t", "") for doc in row[3]) for row in expected]
    assert [tuple(doc.replace("\t", "") for doc in row[3]) for row in found] == tabless


def test_a_stage_is_made_of_those_below_it() -> None:
    text = """ARG v
FROM one AS base
RUN in base
FROM other AS tools
RUN in tools
FROM --platform=linux/amd64 Base AS app
COPY --from=tools /a /a
FROM app
RUN last
"""
    found = final_stage(instructions(text))
    assert [(each.word, each.lines.first) for each in found] == [
        ("RUN", 3),
        ("COPY", 7),
        ("RUN", 9),
    ]


def test_a_stage_may_have_the_name_of_its_base() -> None:
    found = final_stage(instructions("FROM a AS a\nRUN b\nFROM a AS a\nRUN c\n"))
    assert [each.text for each in found] == ["b", "c"]


def test_no_dockerfile_has_no_instructions() -> None:
    assert final_stage(instructions("")) == ()
    assert final_stage(instructions("RUN without a stage\n")) == ()
