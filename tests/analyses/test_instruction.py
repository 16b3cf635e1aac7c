"""One line for each row in lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.instruction import Instructions
from inspector.spec import ContainerConfig, HistoryEntry, ImageConfig
from tests.cases import tried_with


@tried_with(
    ("created_by", "expected"),
    [
        ("/bin/sh -c yum -y install x", "RUN yum -y install x"),
        ("|2 A=b C=d e /bin/sh -c a && b", "RUN a && b"),
        ("RUN |1 A=b /bin/sh -c a # buildkit", "RUN a"),
        ("RUN /bin/sh -c a\nb\n # buildkit", "RUN a\nb"),
        ("RUN apk add x", "RUN apk add x"),
        ('/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'),
        ("/bin/sh -e -c #(nop)  USER x", "USER x"),
        ("/bin/sh -c #(nop) COPY dir:12 in /x ", "COPY dir:12 in /x"),
        ("COPY a /b # buildkit", "COPY a /b"),
        ("WORKDIR /x", "WORKDIR /x"),
        ("ENV PATH=/usr/bin:/bin", "ENV PATH=/usr/bin:/bin"),
        ("umoci repack", "umoci repack"),
        ("", ""),
    ],
)
def test_instruction(created_by: str, expected: str) -> None:
    assert Instructions().of(created_by) == expected
    assert not Instructions().rewrites(created_by)


@tried_with(
    ("created_by", "expected"),
    [
        (
            '/bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "/bin/sh"] "5s" "0s" "0s" \'\\x00\'}',
            'HEALTHCHECK --interval=5s CMD ["/bin/sh"]',
        ),
        (
            'HEALTHCHECK &{["CMD-SHELL" "curl -f x || exit 1"] "5s" "3s" "0s" "0s" \'\\x03\'}',
            "HEALTHCHECK --interval=5s --timeout=3s --retries=3 CMD curl -f x || exit 1",
        ),
        ('HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}', "HEALTHCHECK NONE"),
        ("EXPOSE map[8080/tcp:{} 53/udp:{}]", "EXPOSE 8080/tcp 53/udp"),
        ('ENTRYPOINT ["-c" "true"]', 'ENTRYPOINT ["-c", "true"]'),
        ('CMD ["sh" "-c" "a \\"b\\""]', 'CMD ["sh", "-c", "a \\"b\\""]'),
        ("/bin/sh -c #(nop) VOLUME [/a /b]", 'VOLUME ["/a", "/b"]'),
        (
            "SHELL [/bin/bash -o pipefail -c]",
            'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
        ),
        ("/bin/sh -c #(nop) USER [daemon]", "USER daemon"),
    ],
)
def test_what_go_printed_stands_as_a_dockerfile_has_it(created_by: str, expected: str) -> None:
    assert Instructions().of(created_by) == expected
    assert Instructions().rewrites(created_by)


def test_the_configuration_says_where_a_value_ends() -> None:
    config = ImageConfig(
        config=ContainerConfig(
            env=["A=two words", "B=c"],
            labels={"name": "Example Linux", "vendor": "x"},
            volumes={"/my files": {}},
        )
    )
    known, unknown = Instructions(config), Instructions()
    assert known.of("ENV A=two words B=c") == 'ENV A="two words" B=c'
    assert unknown.of("ENV A=two words B=c") == "ENV A=two words B=c"
    row = "/bin/sh -c #(nop)  LABEL name=Example Linux vendor=x"
    assert known.of(row) == 'LABEL name="Example Linux" vendor=x'
    assert known.of("VOLUME [/my files]") == 'VOLUME ["/my files"]'


@given(st.text())
def test_any_text_has_a_line_of_its_own(text: str) -> None:
    told = Instructions().of
    assert told(text) == told(text).strip()
    assert told(f"/bin/sh -c x{text}y") == f"RUN x{text}y"


@given(st.sampled_from(["CMD ", "ENV ", "HEALTHCHECK &{[", "EXPOSE map["]), st.text())
def test_no_text_behind_an_instruction_is_too_strange(word: str, text: str) -> None:
    assert Instructions().of(word + text).startswith(word.partition(" ")[0])


@pytest.mark.parametrize(
    ("created_by", "comment", "name"),
    [
        ("/bin/sh -c make", "built", "RUN make"),
        ("", "Imported from -", "Imported from -"),
        (None, "Imported from -\n", "Imported from -"),
        ("  ", "by hand", "by hand"),
        ("", "", "(no command)"),
        (None, None, "(no command)"),
    ],
)
def test_a_step_without_a_command_is_called_by_its_comment(
    created_by: str | None, comment: str | None, name: str
) -> None:
    assert Instructions().name(HistoryEntry(created_by=created_by, comment=comment)) == name


def test_a_layer_that_no_row_owns_says_so() -> None:
    assert Instructions().name(None) == "(no history row says what made this layer)"
