"""ADD and COPY: what is told is kept, what is lost has a placeholder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.dockerfile import Note
from inspector.analyses.dockerfile.words import unquoted
from tests.analyses.dockerfile.histories import NOP, SHA, step, told
from tests.cases import tried_with
from tests.dockerfile_parser import parse

LOST = (Note.SOURCE_LOST,)
SOURCE = f"lost-source-{SHA[:12]}"


@tried_with(
    ("row", "body"),
    [
        (f"COPY file:{SHA} in /bin/sh ", f"{SOURCE} /bin/sh"),
        (f"ADD multi:{SHA} in /opt/ ", f"{SOURCE} /opt/"),
        (f"COPY dir:{SHA} in /a b/ ", f'["{SOURCE}", "/a b/"]'),
        (f"ADD --chown=1:2file:{SHA} in /x ", f"--chown=1:2 {SOURCE} /x"),
        (f"COPY --chown=a --chmod=755 dir:{SHA} in /x", f"--chown=a --chmod=755 {SOURCE} /x"),
        (f"COPY --link file:{SHA} in /x", f"--link {SOURCE} /x"),
        (f"ADD tarsum.v1+sha256:{SHA} in /", f"{SOURCE} /"),
        (f"ADD {SHA} in /", f"{SOURCE} /"),
        (f"COPY file:{SHA} in /$x\\ ", f'["{SOURCE}", "/\\\\$x\\\\\\\\"]'),
        ("COPY multi: in /x ", "lost-source-aaaaaaaaaaaa /x"),
    ],
)
def test_a_digest_in_place_of_the_sources(row: str, body: str) -> None:
    found = step(f"{NOP}{row}")
    assert (found.body, found.notes) == (body, LOST)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"{NOP}ADD https://example.com/x.tar in /opt", "ADD https://example.com/x.tar /opt"),
        (f"{NOP}ADD rootfs.tar.xz in /", "ADD rootfs.tar.xz /"),
        ("COPY a b /opt/ # buildkit", "COPY a b /opt/"),
        ("COPY --chown=1:2 a /x # buildkit", "COPY --chown=1:2 a /x"),
        ("COPY a$b /x # buildkit", 'COPY ["a\\\\$b", "/x"]'),
        ('COPY ["a b", "/x"]', 'COPY ["a b", "/x"]'),  # kaniko
        ("COPY $SRC /x", "COPY $SRC /x"),
    ],
)
def test_names_that_are_told(row: str, expected: str) -> None:
    assert told(row) == expected


def test_a_blank_in_a_name_is_guessed() -> None:
    found = step("COPY my file /x # buildkit")
    assert (found.body, found.notes) == ('["my file", "/x"]', (Note.WORDS_GUESSED,))


def test_another_stage_is_said_to_be_unknown() -> None:
    found = step("COPY --from=build /a /b")
    assert (found.body, found.notes) == ("--from=build /a /b", (Note.SOURCE_ELSEWHERE,))


def test_a_heredoc_of_copy_has_lost_its_text() -> None:
    found = step("COPY a <<b <<c /x/ # buildkit")
    assert (found.body, found.notes) == ("a lost-source-aaaaaaaaaaaa /x/", LOST)
    # kaniko keeps the line that would wait for more lines
    assert step("COPY <<EOF /x").body == "lost-source-aaaaaaaaaaaa /x"


def test_a_flag_that_a_parser_might_misread_is_left_out() -> None:
    found = step(f"{NOP}COPY --chown=a'b file:{SHA} in /x ")
    assert found.body == f"{SOURCE} /x"
    assert Note.TEXT_CHANGED in found.notes


NAMES = st.text("ab /.<", min_size=1, max_size=4)


@given(st.lists(NAMES, min_size=1, max_size=3), NAMES, st.sampled_from(["", "--chown=1:2 "]))
def test_bare_names_are_read_as_they_were_or_marked(
    files: list[str], target: str, flags: str
) -> None:
    found = step(f"COPY {flags}{' '.join(files)} {target} # buildkit")
    if Note.SOURCE_LOST in found.notes or found.is_comment or found.word != "COPY":
        return  # read as a here-document, or as nothing
    [_, command] = parse(f"FROM scratch\n{found.word} {found.body}\n")
    is_same = [unquoted(value) for value in command.values] == [*files, target]
    assert is_same or Note.WORDS_GUESSED in found.notes


@tried_with(
    ("row", "body"),
    [
        ("COPY a b c /dst 2/ # buildkit", '["a", "b", "c", "/dst 2/"]'),
        ("COPY a d /two/ # buildkit", "a d /two/"),
        ("COPY a d . # buildkit", "a d ."),
        ("COPY /x/a /x/b ./ # buildkit", "/x/a /x/b ./"),
        ("COPY b c/x /x y # buildkit", '["b c/x", "/x y"]'),
        ("COPY --chown=1:2 a  b /c # buildkit", '--chown=1:2 ["a  b", "/c"]'),
        ("ADD a b rel # buildkit", '["a b", "rel"]'),
        ("COPY <<EOF /a b # buildkit", '["lost-source-aaaaaaaaaaaa", "/a b"]'),
    ],
)
def test_three_bare_words_are_always_a_guess(row: str, body: str) -> None:
    found = step(row)
    assert found.body == body
    assert Note.WORDS_GUESSED in found.notes


def test_two_bare_words_are_no_guess() -> None:
    assert not step("COPY a /b # buildkit").notes
    assert not step("COPY --chown=1:2 a /b # buildkit").notes
    assert step("COPY <<a <<b /c/ # buildkit").notes == LOST
