"""Lines of a Dockerfile beside the histories that builders write for it."""

from __future__ import annotations

import time

import pytest

from inspector.analyses.dockerfile.lines import DockerfileLines, dockerfile_lines
from inspector.spec import HistoryEntry

EMPTY = frozenset({"ARG", "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "USER"})
BASE = ["/bin/sh -c #(nop) ADD file:" + "ab" * 32 + " in / ", '/bin/sh -c #(nop)  CMD ["bash"]']


def rows(*texts: str) -> list[tuple[HistoryEntry, int | None]]:
    """Return rows that own layers, but for those whose instruction makes none."""
    found: list[tuple[HistoryEntry, int | None]] = []
    layer = 0
    for text in texts:
        words = set(text.replace("#(nop)", "").split()[:3])
        is_empty = bool(words & EMPTY) and "RUN" not in words and "&&" not in text
        found.append((HistoryEntry(created_by=text), None if is_empty else layer))
        layer += not is_empty
    return found


def match(text: str, *history: str) -> DockerfileLines:
    return dockerfile_lines("Dockerfile", text, rows(*history))


def lines(found: DockerfileLines) -> dict[int, tuple[int, int]]:
    return {each.layer: (each.lines.first, each.lines.last) for each in found.layers}


DOCKERFILE = """# syntax=docker/dockerfile:1
ARG base=debian:12
FROM ${base} AS build
RUN make /out

FROM ${base}
ARG VERSION=1
ENV APP=/srv/app \\
    LANG=C.UTF-8
# the packages
RUN apt-get update && \\
    # curl is for the health check
    apt-get install -y curl
WORKDIR $APP
COPY --from=build --chown=1:2 /out ./
COPY ["a file", "conf.d/"]
RUN echo "$VERSION" > version
EXPOSE 80
USER 1000
CMD ["./serve"]
"""
EXPECTED = {1: (11, 13), 2: (14, 14), 3: (15, 15), 4: (16, 16), 5: (17, 17)}
BUILDKIT = (
    *BASE,
    "ARG VERSION=1",
    "ENV APP=/srv/app LANG=C.UTF-8",
    "RUN |1 VERSION=1 /bin/sh -c apt-get update &&     apt-get install -y curl # buildkit",
    "WORKDIR /srv/app",
    "COPY --chown=1:2 /out ./ # buildkit",
    "COPY a file conf.d/ # buildkit",
    'RUN |1 VERSION=1 /bin/sh -c echo "$VERSION" > version # buildkit',
    "EXPOSE map[80/tcp:{}]",
    "USER 1000",
    'CMD ["./serve"]',
)
CLASSIC = (
    *BASE,
    "/bin/sh -c #(nop)  ARG VERSION=1",
    "/bin/sh -c #(nop)  ENV APP=/srv/app LANG=C.UTF-8",
    "|1 VERSION=1 /bin/sh -c apt-get update &&     apt-get install -y curl",
    "/bin/sh -c #(nop) WORKDIR /srv/app",
    "/bin/sh -c #(nop) COPY --chown=1:2dir:" + "cd" * 32 + " in ./ ",
    "/bin/sh -c #(nop) COPY file:" + "ef" * 32 + " in /srv/app/conf.d/ ",
    '|1 VERSION=1 /bin/sh -c echo "$VERSION" > version',
    "/bin/sh -c #(nop)  EXPOSE 80",
    "/bin/sh -c #(nop)  USER 1000",
    '/bin/sh -c #(nop)  CMD ["./serve"]',
)
KANIKO = (
    *BASE,
    "ENV APP=/srv/app     LANG=C.UTF-8",
    "RUN apt-get update &&     apt-get install -y curl",
    "WORKDIR $APP",
    "COPY --from=build --chown=1:2 /out ./",
    'COPY ["a file", "conf.d/"]',
    'RUN echo "$VERSION" > version',
    'CMD ["./serve"]',
)


@pytest.mark.parametrize(
    "history", [BUILDKIT, CLASSIC, KANIKO], ids=["buildkit", "classic", "kaniko"]
)
def test_each_layer_has_its_line(history: tuple[str, ...]) -> None:
    found = match(DOCKERFILE, *history)
    assert lines(found) == EXPECTED
    assert (found.unmatched_layers, found.unmatched_lines) == ((), ())
    assert found.of(0) is None


def test_here_documents() -> None:
    text = (
        "FROM a\nRUN <<EOF\nset -e\nmake\nEOF\nCOPY <<conf /etc/conf\nx=1\nconf\nRUN <<B\nls\nB\n"
    )
    found = match(
        text,
        "RUN /bin/sh -c <<EOF (set -e...) # buildkit",
        "COPY <<conf /etc/conf # buildkit",
        "RUN /bin/sh -c <<B (ls) # buildkit",
    )
    assert lines(found) == {0: (2, 5), 1: (6, 8), 2: (9, 11)}
    found = match(text, "/bin/sh -c set -e\nmake", "COPY <<conf /etc/conf", "/bin/sh -c ls")
    assert lines(found) == {0: (2, 5), 1: (6, 8), 2: (9, 11)}


def test_variables_are_anything_but_what_stands_around_them_is_not() -> None:
    text = "FROM a\nARG V\nADD https://example.com/${V}/x.tar /x-$V/\nCOPY a$V b\n"
    found = match(text, "ARG V=2", "ADD https://example.com/2/x.tar /x-2/ # buildkit", "COPY c b")
    assert lines(found) == {0: (3, 3)}
    assert (found.unmatched_layers, found.unmatched_lines) == ((1,), (4,))


def test_another_shell_in_front_of_a_command() -> None:
    text = 'FROM a\nSHELL ["/opt/odd", "-x"]\nRUN do it\n'
    found = match(text, "/opt/odd -x #(nop)  SHELL [/opt/odd -x]", "/opt/odd -x do it")
    assert lines(found)[max(lines(found))] == (3, 3)


def test_an_exec_form_that_calls_the_shell() -> None:
    text = 'FROM a\nRUN ["/bin/sh", "-c", "one two"]\nRUN one two\n'
    row = "RUN /bin/sh -c one two # buildkit"
    assert lines(match(text, row, row)) == {0: (2, 2), 1: (3, 3)}


def test_the_end_of_a_command_is_not_the_command() -> None:
    found = match("FROM a\nRUN make\n", "RUN /bin/sh -c ./configure && make # buildkit")
    assert found.layers == ()


def test_of_equal_instructions_the_last_are_meant() -> None:
    """The base image may have been built by the same words."""
    text = "FROM base\nRUN apt-get update\nRUN other\nRUN apt-get update\n"
    command = "RUN /bin/sh -c apt-get update # buildkit"
    found = match(text, command, command, "RUN /bin/sh -c other # buildkit", command)
    assert lines(found) == {1: (2, 2), 2: (3, 3), 3: (4, 4)}
    assert found.unmatched_layers == ()


def test_what_was_changed_since_does_not_match_and_is_named() -> None:
    text = "FROM a\nRUN one\nRUN new words\nRUN three\n"
    found = match(text, *(f"RUN /bin/sh -c {each} # buildkit" for each in ("one", "old", "three")))
    assert lines(found) == {0: (2, 2), 2: (4, 4)}
    assert (found.unmatched_layers, found.unmatched_lines) == ((1,), (3,))


def test_another_dockerfile_matches_nothing() -> None:
    found = match("FROM a\nRUN one\n", "RUN /bin/sh -c other # buildkit")
    assert (found.layers, found.unmatched_layers, found.unmatched_lines) == ((), (0,), (2,))
    assert match("FROM a\nRUN one\n").unmatched_lines == (2,)


def test_a_copy_to_elsewhere_is_another() -> None:
    text = "FROM a\nCOPY x /one/\nCOPY y /two/\n"
    digest = "file:" + "ab" * 32
    found = match(text, f"/bin/sh -c #(nop) COPY {digest} in /two/ ")
    assert lines(found) == {0: (3, 3)}


def test_a_history_of_any_length_takes_little_time() -> None:
    row = "RUN /bin/sh -c " + "$" * 5_000 + " # buildkit"
    text = "FROM a\n" + "RUN $a$b$c " * 1_000 + "\nCOPY x" * 2_000
    started = time.process_time()
    match(text, *[row] * 10_000)
    assert time.process_time() - started < 20
