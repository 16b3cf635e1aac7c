"""Each instruction, from what builders really print to what a parser reads back."""

from __future__ import annotations

from inspector.analyses.dockerfile import Note
from inspector.spec import HistoryEntry
from tests.analyses.dockerfile.histories import NOP, configured, step, steps, told
from tests.cases import tried_with
from tests.dockerfile_parser import parse

CONFIG = configured(
    Env=[
        "PATH=/bin",
        "LANG=C.UTF-8",
        "NAME=two words",
        'Q=say "hi"',
        "D=$HOME",
        "B=a\\b",
        "E=",
        "T=a\tb",
        "EQ=a=b c=d",
    ],
    Labels={
        "org.title": "a title",
        "q": "say \"hi\" and 'x'",
        "empty": "",
        "sp key": "v=w x=y",
        "plain": "1",
    },
    Volumes={"/data": {}, "/da ta": {}},
    Shell=["powershell", "-Command", "$ErrorActionPreference = 'Stop';"],
    Cmd=["nginx", "-g", "daemon off;"],
)
PRINTED = [
    (
        'ENV LANG=C.UTF-8 NAME=two words Q=say "hi" D=$HOME B=a\\b E= T=a\tb EQ=a=b c=d',
        (
            'ENV LANG=C.UTF-8 NAME="two words" Q="say \\"hi\\"" D="\\$HOME" B="a\\\\b" E= T="a\tb"'
            ' EQ="a=b c=d"'
        ),
    ),
    (
        "LABEL org.title=a title plain=1 q=say \"hi\" and 'x' empty= sp key=v=w x=y",
        'LABEL org.title="a title" plain=1 q="say \\"hi\\" and \'x\'" empty= "sp key"="v=w x=y"',
    ),
    ("EXPOSE 53/udp 8080/tcp 90-92", "EXPOSE 53/udp 8080/tcp 90-92"),
    ("EXPOSE map[53/udp:{} 8080/tcp:{}]", "EXPOSE 53/udp 8080/tcp"),
    ("EXPOSE [80/tcp 443/tcp]", "EXPOSE 80/tcp 443/tcp"),
    ("VOLUME [/data /da ta]", 'VOLUME ["/data", "/da ta"]'),
    ("USER 1000:1000", "USER 1000:1000"),
    ("USER [daemon]", "USER daemon"),
    ("WORKDIR /srv/app/rel dir", 'WORKDIR "/srv/app/rel dir"'),
    ("WORKDIR C:\\app\\", 'WORKDIR "C:\\\\app\\\\"'),
    ("STOPSIGNAL SIGINT", "STOPSIGNAL SIGINT"),
    ("MAINTAINER Some One <a@example.com>", "MAINTAINER Some One <a@example.com>"),
    ('CMD ["-c" "a \\"b\\"" "\\t\\u00e9"]', 'CMD ["-c", "a \\"b\\"", "\\té"]'),
    ("CMD []", "CMD []"),
    ("CMD [nginx -g daemon off;]", 'CMD ["nginx", "-g", "daemon off;"]'),
    ('ENTRYPOINT ["/bin/sh" "-c" "exec top -b"]', 'ENTRYPOINT ["/bin/sh", "-c", "exec top -b"]'),
    ("SHELL [/bin/bash -o pipefail -c]", 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]'),
    (
        "SHELL [powershell -Command $ErrorActionPreference = 'Stop';]",
        'SHELL ["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]',
    ),
    ("ARG FOO=bar", "ARG FOO=bar"),
    ("ARG NOVAL", "ARG NOVAL"),
    ("ONBUILD RUN a && b", "ONBUILD RUN a && b"),
    ('ONBUILD CMD ["a","b"]', 'ONBUILD CMD ["a","b"]'),
]
WRITTEN = [
    'LABEL org.title="a title" plain=1',
    "ENV NAME=\"two words\" D='$HOME'",
    "ENV PATH=$PATH:/opt/bin",
    "ENV OLD old style",
    "ARG FOO SP",
    'ARG FOO="a b"',
    'CMD echo "a b"',
    "ENTRYPOINT exec top -b",
    "VOLUME /a /b",
    "EXPOSE ${PORT}/tcp",
    "HEALTHCHECK --interval=5s --retries=3 CMD /bin/sh -c true",
    "HEALTHCHECK NONE",
    "WORKDIR $HOME/x",
    "USER ${NAME:-root}",
]


@tried_with(("row", "expected"), PRINTED)
def test_what_docker_prints(row: str, expected: str) -> None:
    assert told(row, config=CONFIG) == expected
    assert told(f"{NOP} {row}", config=CONFIG) == expected
    parse(f"FROM scratch\n{expected}\n")


@tried_with("row", WRITTEN)
def test_what_buildah_and_kaniko_keep_as_written(row: str) -> None:
    assert told(row) == row
    assert told(f"{NOP}{row}") == row


def test_json_arrays_of_buildah() -> None:
    assert told(f'{NOP}VOLUME ["/data", "/da ta"]') == 'VOLUME ["/data", "/da ta"]'
    assert told(f'{NOP}CMD ["a","b c"]') == 'CMD ["a", "b c"]'


def test_a_value_that_was_set_again_is_read_up_to_the_next_key() -> None:
    config = configured(Env=["A=new", "B=x"])
    assert told("ENV A=an old one B=x", config=config) == 'ENV A="an old one" B=x'


def test_a_value_that_looks_like_two_is_settled_by_the_configuration() -> None:
    config = configured(Env=["OPTS=-Da=1 B=2", "B=3"])
    assert told("ENV OPTS=-Da=1 B=2", config=config) == 'ENV OPTS="-Da=1 B=2"'
    assert Note.WORDS_GUESSED not in step("ENV OPTS=-Da=1 B=2", config=config).notes


def test_what_nothing_settles_is_marked_as_a_guess() -> None:
    found = step("ARG A=a b")
    assert (found.body, found.notes) == ('A="a b"', (Note.WORDS_GUESSED,))
    assert step("VOLUME [/a b /c]").notes == (Note.WORDS_GUESSED,)
    assert step("SHELL [/x y -c]").notes == (Note.WORDS_GUESSED,)
    assert step("ENV A=b c").notes == (Note.WORDS_GUESSED,)


def test_quotes_at_both_ends_are_characters_where_the_configuration_has_them() -> None:
    assert told('ENV A="x"', config=configured(Env=['A="x"'])) == 'ENV A="\\"x\\""'
    assert told('ENV A="x"', config=configured(Env=["A=x"])) == 'ENV A="x"'


def test_control_characters_are_shown_and_said() -> None:
    found = step("ENV A=x\x1b[1m\ny", config=configured(Env=["A=x\x1b[1m\ny"]))
    assert found.body == 'A="x\\\\x1b[1m\\\\ny"'
    assert found.notes == (Note.TEXT_CHANGED,)
    assert told("MAINTAINER a\nRUN evil") == "MAINTAINER a\\nRUN evil"
    assert told("MAINTAINER a\\") == "MAINTAINER a\\x5c"
    assert told('CMD ["a\\x1bb" "\\u202e"]') == 'CMD ["a\\u001bb", "\\u202e"]'


@tried_with(
    "row",
    [
        "FROM other",
        "ENV",
        "ENV A",
        "USER ",
        "VOLUME []",
        "SHELL []",
        "EXPOSE map[]",
        "HEALTHCHECK x",
        "HEALTHCHECK CMD",
        "ONBUILD FROM x",
        "ONBUILD ONBUILD RUN x",
        "ONBUILD ENV A",
        "ONBUILD RUN <<EOF",
        "ONBUILD RUN x\\",
        "ONBUILD nothing",
        "COPY x",
        "MAINTAINER --x",
        "umoci config",
        "",
        "RUN",
        "#(nop)",
        "/bin/sh -c #(nop) ",
    ],
)
def test_what_no_instruction_says_becomes_a_comment(row: str) -> None:
    found = steps(HistoryEntry(created_by=row, empty_layer=True))
    assert [(each.word, each.notes) for each in found] == [("", (Note.NO_INSTRUCTION,))]
    assert found[0].is_comment
    assert found[0].told == row
