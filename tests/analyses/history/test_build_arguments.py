"""Build arguments whose values look like anything: parted as they were, or marked as a guess."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.dockerfile import Note, RecipeStep
from inspector.analyses.dockerfile.words import escaped, unquoted
from inspector.spec import HistoryEntry
from tests.analyses.dockerfile.histories import NOP, steps
from tests.dockerfile_parser import parse

SHELL = "/bin/sh -c"
PIECES = [
    "a",
    "b",
    " ",
    "=",
    "A=",
    "AB=",
    "B=",
    "X=",
    "A",
    "X",
    "\n",
    f" {SHELL} ",
    "a b=c",
    "1",
    '"',
]
VALUES = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
NAMES = st.lists(st.sampled_from(["X", "A", "AB", "B", "A1"]), unique=True, min_size=1, max_size=4)
COMMANDS = st.lists(st.sampled_from(["mk", "A=1", "X=a", SHELL, "b"]), min_size=1).map(" ".join)


@dataclass(frozen=True)
class Argument:
    """What a build has: the default of an ARG, and what the user gives."""

    name: str
    default: str | None
    given: str | None

    @property
    def value(self) -> str | None:
        return self.default if self.given is None else self.given


ARGUMENTS = NAMES.flatmap(
    lambda names: st.tuples(
        *(
            st.builds(Argument, st.just(name), st.none() | VALUES, st.none() | VALUES)
            for name in names
        )
    )
)


def printed(name: str, value: str | None) -> str:
    """Return an argument as docker's builders print it."""
    return name if value is None else f"{name}={value}"


def buildkit(rows: list[list[Argument]], command: str, *, is_recent: bool) -> list[HistoryEntry]:
    """Return the rows of BuildKit; a recent one shows what was given in its ARG rows."""
    found = [
        " ".join(printed(each.name, each.value if is_recent else each.default) for each in row)
        for row in rows
    ]
    pairs = [f"{each.name}={each.value or ''}" for row in rows for each in row]
    run = f"RUN |{len(pairs)} {' '.join(pairs)} {SHELL} {command} # buildkit"
    comment = "buildkit.dockerfile.v0"
    entries = [
        HistoryEntry(created_by=f"ARG {text}", comment=comment, empty_layer=True) for text in found
    ]
    return [*entries, HistoryEntry(created_by=run, comment=comment)]


def classic(rows: list[list[Argument]], command: str) -> list[HistoryEntry]:
    """Return the rows of the classic builder, which sorts the arguments that have a value."""
    found = [" ".join(printed(each.name, each.default) for each in row) for row in rows]
    pairs = sorted(
        f"{each.name}={each.value}" for row in rows for each in row if each.value is not None
    )
    entries = [HistoryEntry(created_by=f"{NOP} ARG {text}", empty_layer=True) for text in found]
    head = f"|{len(pairs)} {' '.join(pairs)} " if pairs else ""
    return [*entries, HistoryEntry(created_by=f"{head}{SHELL} {command}")]


def is_marked(found: RecipeStep) -> bool:
    return Note.WORDS_GUESSED in found.notes


def pairs_of(found: RecipeStep) -> list[tuple[str, str | None]]:
    """Return what a parser reads in an ARG."""
    [_, command] = parse(f"FROM scratch\nARG {found.body}\n")
    parts = [each.partition("=") for each in command.values]
    return [(name, unquoted(value) if equals else None) for name, equals, value in parts]


def check(
    rows: list[list[Argument]], entries: list[HistoryEntry], command: str, *, shows_given: bool
) -> None:
    *declared, run = steps(*entries)
    for row, found in zip(rows, declared, strict=True):
        if not is_marked(found):
            values = [(each.name, each.value if shows_given else each.default) for each in row]
            assert pairs_of(found) == [
                (name, None if value is None else escaped(value)) for name, value in values
            ]
    if not is_marked(run):
        assert run.told.removesuffix(" # buildkit").endswith(command)
        assert run.body in {command, f'["/bin/sh", "-c", "{command}"]'}


@given(ARGUMENTS, COMMANDS, st.booleans())
def test_buildkits_arguments_are_read_as_they_were_or_marked(
    arguments: tuple[Argument, ...], command: str, is_recent: bool
) -> None:
    rows = [[each] for each in arguments]
    check(rows, buildkit(rows, command, is_recent=is_recent), command, shows_given=is_recent)


@given(ARGUMENTS, COMMANDS)
def test_several_of_one_line_are_read_as_they_were_or_marked(
    arguments: tuple[Argument, ...], command: str
) -> None:
    rows = [list(arguments)]
    check(rows, buildkit(rows, command, is_recent=True), command, shows_given=True)
    check(rows, classic(rows, command), command, shows_given=False)


@given(ARGUMENTS, COMMANDS)
def test_the_classic_builders_are_read_as_they_were_or_marked(
    arguments: tuple[Argument, ...], command: str
) -> None:
    rows = [[each] for each in arguments]
    check(rows, classic(rows, command), command, shows_given=False)


KIT = "buildkit.dockerfile.v0"


def told_by(*rows: str, comment: str = KIT) -> list[str]:
    """Return the instructions of rows, a guess with a mark in front, arguments behind a RUN."""
    entries = [
        HistoryEntry(created_by=row, comment=comment, empty_layer="ARG" in row) for row in rows
    ]
    return [
        ("? " if is_marked(each) else "")
        + f"{each.word} {each.body}"
        + "".join(f" [{name}={value}]" for name, value in each.arguments)
        for each in steps(*entries)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (  # both named by their rows
            ["ARG X=a b=c", "ARG Y=a b=c", f"RUN |2 X=a b=c Y=a b=c {SHELL} mk # buildkit"],
            ['ARG X="a b=c"', 'ARG Y="a b=c"', "RUN mk"],
        ),
        (  # several of one line
            ["ARG A=1 B=2", f"RUN |2 A=1 B=2 {SHELL} mk # buildkit"],
            ["ARG A=1 B=2", "RUN mk"],
        ),
        (
            ["ARG A=1 B=2", f"RUN |1 A=1 B=2 {SHELL} mk # buildkit"],
            ['ARG A="1 B=2"', "RUN mk"],
        ),
        (  # a name alone may be a word of the value before
            ["ARG A=1 B", f"RUN |2 A=1 B= {SHELL} mk # buildkit"],
            ["ARG A=1 B", "RUN mk [B=]"],
        ),
        (["ARG A=1 B", f"RUN |1 A=1 B {SHELL} mk # buildkit"], ['ARG A="1 B"', "RUN mk"]),
        (["ARG A B=1", f"RUN |2 A= B=1 {SHELL} mk # buildkit"], ["ARG A B=1", "RUN mk [A=]"]),
        (  # given, without a default, and with another
            ["ARG A", f"RUN |1 A=b c=d {SHELL} mk # buildkit"],
            ["ARG A", "RUN mk [A=b c=d]"],
        ),
        (["ARG A=1", f"RUN |1 A=2 3 {SHELL} mk # buildkit"], ["ARG A=1", "RUN mk [A=2 3]"]),
        (  # a default from before FROM has no row
            ["ARG GLOBAL", "ARG A=1", f"RUN |2 GLOBAL=g v A=1 {SHELL} mk # buildkit"],
            ["ARG GLOBAL", "ARG A=1", "RUN mk [GLOBAL=g v]"],
        ),
        (  # names that begin alike
            ["ARG A=AB=1", "ARG AB=A=2", f"RUN |2 A=AB=1 AB=A=2 {SHELL} mk # buildkit"],
            ["ARG A=AB=1", "ARG AB=A=2", "RUN mk"],
        ),
        (  # line breaks, and blanks at the end
            ["ARG A", "ARG B=1 ", f"RUN |2 A=x\ny  B=1  {SHELL} mk # buildkit"],
            ["ARG A", 'ARG B="1 "', "RUN mk [A=x\ny ]"],
        ),
        (  # arguments of another stage or of the base image are not in front of a later command
            ["ARG OLD=1", "ARG A=x y", f"RUN |1 A=x y {SHELL} mk # buildkit"],
            ["ARG OLD=1", 'ARG A="x y"', "RUN mk"],
        ),
        (  # ENV wins
            ["ARG A=1", "ENV A=x y", f"RUN |1 A=x y {SHELL} mk # buildkit"],
            ["ARG A=1", '? ENV A="x y"', "RUN mk [A=x y]"],
        ),
        (  # in exec form
            ["ARG A=x 1", "RUN |1 A=x 1 mk # buildkit"],
            ['ARG A="x 1"', 'RUN ["mk"]'],
        ),
        (  # nothing settles these
            ["ARG A", "ARG B", f"RUN |2 A=x B=y B=z {SHELL} mk # buildkit"],
            ["ARG A", "ARG B", "? RUN mk [A=x] [B=y B=z]"],
        ),
        (
            ["ARG A", f"RUN |1 A=x {SHELL} mk {SHELL} b # buildkit"],
            ["ARG A", f"? RUN mk {SHELL} b [A=x]"],
        ),
        (["ARG X=a b=c"], ["? ARG X=a b=c"]),
    ],
)
def test_what_buildkit_prints(rows: list[str], expected: list[str]) -> None:
    assert told_by(*rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [f"{NOP} ARG X=a b=c", f"{NOP} ARG Y=a b=c", f"|2 X=a b=c Y=a b=c {SHELL} mk"],
            ['ARG X="a b=c"', 'ARG Y="a b=c"', "RUN mk"],
        ),
        (  # sorted; what was given is not in the ARG rows
            [f"{NOP} ARG Y", f"{NOP} ARG X=1", f"|2 X=1 Y=gi ven {SHELL} mk"],
            ["ARG Y", "ARG X=1", "RUN mk [Y=gi ven]"],
        ),
        (  # ENV takes an argument away
            [f"{NOP} ARG A=1", f"{NOP} ARG B=2 3", f"{NOP} ENV A=x", f"|1 B=2 3 {SHELL} mk"],
            ["ARG A=1", 'ARG B="2 3"', "ENV A=x", "RUN mk"],
        ),
        ([f"{NOP} ARG A", f"|0 {SHELL} sh -c mk"], ["ARG A", "RUN sh -c mk"]),
        (  # buildah counts words, and repeats names
            [f"{NOP}ARG B", f"{NOP}ARG A B", f"|4 A=x y B=1 2 {SHELL} mk"],
            ["ARG B", "ARG A B", "RUN mk [A=x y] [B=1 2]"],
        ),
    ],
)
def test_what_builders_that_sort_print(rows: list[str], expected: list[str]) -> None:
    assert told_by(*rows, comment="") == expected


def test_more_arguments_than_any_build_has_take_no_time() -> None:
    names = [f"{letter}{number}" for letter in "AB" for number in range(300)]
    text = " ".join(f"{name}=A1=x" for name in names)
    rows = [f"ARG {text}", *[f"RUN |60 {text} {SHELL} mk # buildkit"] * 50]
    assert len(told_by(*rows)) == len(rows)
