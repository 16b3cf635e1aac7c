"""Recipes as Dockerfiles: whatever the image says, a parser reads the steps and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.base_image import BaseImage, Sign, Source
from inspector.analyses.dockerfile import Note, Recipe, RecipeStep, dockerfile
from inspector.exports.dockerfile import dockerfile_lines, render_dockerfile
from inspector.spec import ContainerConfig, Healthcheck, HistoryEntry, ImageConfig, RootFS
from tests.analyses.dockerfile.histories import NOP, SHA, configured, recipe
from tests.dockerfile_parser import parse

ROOTFS = f"{NOP}ADD file:{SHA} in / "
WORDS = ["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK"]
WORDS += ["LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME"]
PIECES = ["/bin/sh -c ", "#(nop) ", NOP, " # buildkit", "|1 A=b ", "RUN ", " in /x ", "\n", "\\"]
PIECES += [f"file:{SHA}", "multi:", "--from=x ", "--x", "<<EOF", "\nEOF", "<<<", '"', "'", "$"]
PIECES += ["[", "]", '["a" "b"]', '["a"]', "[1]", "[a b]", "&{[", '"CMD" ', "'\\x00'}", "A=", "="]
PIECES += [" ", "\t", "\x1b", "\r", "#", "# syntax=x", "&& ", "\u2028", "\u202e", "\udc80", "\x00"]
PIECES += ["x", "80/tcp", "1-65535", "map[80/tcp:{}]", "cmd /S /C ", "`", "\x85", "\xa0"]
TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from([*PIECES, *(f"{word} " for word in WORDS)]), max_size=9).map("".join),
    st.builds(
        lambda start, word, rest, end: f"{start}{word} {''.join(rest)}{end}",
        st.sampled_from(["", NOP, "/bin/sh -c "]),
        st.sampled_from(WORDS),
        st.lists(st.sampled_from(PIECES), max_size=6),
        st.sampled_from(["", " # buildkit"]),
    ),
)
LISTS = st.none() | st.lists(TEXTS, max_size=3)
SETS = st.none() | st.dictionaries(TEXTS, st.none(), max_size=3)
CONFIGS = st.builds(
    ContainerConfig,
    user=st.none() | TEXTS,
    exposed_ports=SETS,
    env=LISTS,
    entrypoint=LISTS,
    cmd=LISTS,
    volumes=SETS,
    working_dir=st.none() | TEXTS,
    labels=st.none() | st.dictionaries(TEXTS, TEXTS, max_size=3),
    stop_signal=st.none() | TEXTS,
    shell=LISTS,
    healthcheck=st.none()
    | st.builds(
        Healthcheck,
        test=LISTS | st.tuples(st.sampled_from(["CMD", "CMD-SHELL", "NONE"]), TEXTS).map(list),
        interval=st.none() | st.integers(),
        retries=st.none() | st.integers(),
    ),
    on_build=LISTS,
)
IMAGES = st.builds(
    ImageConfig,
    rootfs=st.builds(RootFS, diff_ids=st.none() | st.lists(TEXTS, max_size=3)),
    config=st.none() | CONFIGS,
    os=st.sampled_from([None, "linux", "windows"]),
)
ROWS = st.builds(
    HistoryEntry,
    created=st.sampled_from([None, "2023-11-14T22:13:20Z", "2024-11-14T22:13:20Z", "x"]),
    created_by=st.none() | TEXTS,
    comment=st.sampled_from([None, "buildkit.dockerfile.v0", "FROM x\nRUN y", "FROM x"]),
    empty_layer=st.booleans(),
)


BASES = st.none() | st.builds(
    BaseImage,
    st.integers(0, 6),
    st.integers(0, 6),
    st.sampled_from(Source),
    st.none() | TEXTS,
    st.none() | TEXTS | st.just("debian:12"),
    st.lists(st.sampled_from(Sign)).map(tuple),
)


@given(IMAGES, st.lists(st.tuples(ROWS, st.none() | st.integers(0, 5)), max_size=6), TEXTS, BASES)
def test_any_image_gives_its_steps_and_no_other(
    config: ImageConfig,
    rows: list[tuple[HistoryEntry, int | None]],
    name: str,
    base: BaseImage | None,
) -> None:
    found = dockerfile(config, rows)
    text = render_dockerfile(found, [name], base)
    steps = [step for step in found.steps if not step.is_comment]
    commands = parse(text)
    if base is not None and not base.is_guess:  # its steps are comments
        top, *commands = commands
        assert top.word == "FROM"
        assert top.values in {("unknown-base",), (base.name,)}
        steps = [step for step in steps[1:] if not is_of(base, step)]
    assert [each.word for each in commands] == [step.word for step in steps]
    for command, step in zip(commands, steps, strict=True):
        first, *rest = f"{step.word} {step.body}".split("\n")
        assert command.original.rstrip("\n") in {first, "\n".join((first, *rest))}
    assert all(char in "\n\t" or char >= " " for char in text)
    assert text.encode()


def test_a_whole_dockerfile() -> None:
    rows = [ROOTFS, f'{NOP} CMD ["bash"]', "|1 FOO=x y /bin/sh -c a", "umoci config"]
    found = recipe(*rows, config=configured(Cmd=["bash"], User="me"), layers=3)
    base = BaseImage(1, 2, Source.GUESS, signs=(Sign.COMMAND, Sign.ROOT))
    assert render_dockerfile(found, ["example.com/app:1", "sha256:12 linux/amd64"], base) == (
        "# Dockerfile, as far as it can be reconstructed; comments mark what is missing\n"
        "# example.com/app:1\n"
        "# sha256:12 linux/amd64\n"
        "FROM scratch\n"
        f"# source lost: lost-source-{SHA[:12]} stands for it\n"
        f"ADD lost-source-{SHA[:12]} /\n"
        'CMD ["bash"]\n'
        "\n"
        "# guess: the base image ends here (build steps follow a CMD or ENTRYPOINT,"
        " it looks like a distribution's image)\n"
        "\n"
        '# built with the arguments FOO="x y"\n'
        "RUN a\n"
        "# the history says: umoci config\n"
        "# not in the history: lost-source-cccccccccccc stands for the files of layer 2\n"
        "ADD lost-source-cccccccccccc /\n"
        "# not in the history, only in the configuration\n"
        "USER me\n"
    )


def is_of(base: BaseImage, step: RecipeStep) -> bool:
    """Whether a step is a base image's."""
    if step.row is None:
        return step.layer is not None and step.layer < base.layers
    return step.row < base.rows


def test_a_known_base_image_is_what_it_is_from() -> None:
    rows = [ROOTFS, f'{NOP} CMD ["bash"]', "/bin/sh -c a \\\n && b", f'{NOP} CMD ["x"]']
    found = recipe(*rows, config=configured(Cmd=["x"]))
    base = BaseImage(1, 2, Source.ANNOTATION, "docker.io/library/debian:12", "debian:12")
    assert render_dockerfile(found, ["app:1"], base).split("\n")[2:] == [
        "",
        "# the base image: layer 0, docker.io/library/debian:12 (stated by the image)",
        f"# source lost: lost-source-{SHA[:12]} stands for it",
        f"# ADD lost-source-{SHA[:12]} /",
        '# CMD ["bash"]',
        "",
        "FROM debian:12",
        'RUN ["/bin/sh", "-c", "a \\\\\\n && b"]',
        'CMD ["x"]',
        "",
    ]
    lines = list(dockerfile_lines(found, (), base))
    assert [line.step for line in lines] == [None, None, None, 1, 1, 2, None, 0, 3, 4]


def test_a_base_image_without_a_name_has_a_placeholder() -> None:
    base = BaseImage(1, 1, Source.GIVEN)
    text = render_dockerfile(recipe(ROOTFS, "/bin/sh -c a"), (), base)
    assert "# the base image: layer 0 (given)\n" in text
    assert "# the base image is not named: unknown-base stands for it\nFROM unknown-base\n" in text


@pytest.mark.parametrize("name", ["x\nRUN evil", "--platform=x", "a b", "$X", "", "x" * 999])
def test_a_name_that_is_none_stays_out_of_from(name: str) -> None:
    base = BaseImage(1, 1, Source.ANNOTATION, name, name)
    found = parse(render_dockerfile(recipe(ROOTFS, "/bin/sh -c a"), (), base))
    assert [(each.word, each.values) for each in found[:1]] == [("FROM", ("unknown-base",))]
    assert [each.word for each in found] == ["FROM", "RUN"]


def test_layers_that_no_row_owns_may_be_the_bases() -> None:
    base = BaseImage(2, 0, Source.GIVEN)
    text = render_dockerfile(recipe(layers=3), (), base)
    assert text.count("\n# ADD lost-source") == 2
    assert text.count("\nADD lost-source") == 1


def test_each_note_is_said() -> None:
    for note in Note:
        step = RecipeStep("RUN", "a", 0, 0, (note,), "what was told")
        said = render_dockerfile(Recipe((RecipeStep("FROM", "scratch"), step))).split("\n")
        assert said[2].startswith("# "), note
        assert "{" not in said[2]


def test_a_line_knows_its_step() -> None:
    found = list(dockerfile_lines(recipe(ROOTFS, "/bin/sh -c a")))
    assert [(line.text[:6], line.step) for line in found] == [
        ("# Dock", None),
        ("FROM s", 0),
        ("# sour", 1),
        ("ADD lo", 1),
        ("RUN a", 2),
    ]


def test_a_row_cannot_add_a_directive_or_an_instruction() -> None:
    row = HistoryEntry(created_by="tool\n# escape=`\nRUN evil\n", empty_layer=True)
    text = render_dockerfile(recipe(row), ["syntax=evil", "x\nRUN evil"])
    assert [command.word for command in parse(text)] == ["FROM"]
    assert "\n# x\\nRUN evil\n" in text


def test_what_no_line_holds_is_a_comment() -> None:
    text = render_dockerfile(recipe(HistoryEntry(created_by="ENV A=" + "\\" * 70_000)))
    assert [command.word for command in parse(text)] == ["FROM"]
