"""What the configuration has and no row tells."""

from __future__ import annotations

from inspector.analyses.dockerfile import Note
from tests.analyses.dockerfile.histories import NOP, SHA, Row, configured, recipe

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ROOTFS = f"{NOP}ADD file:{SHA} in / "


def settled(*rows: Row, **values: object) -> list[str]:
    """Return the instructions that the configuration adds."""
    found = recipe(*rows, config=configured(**values)).steps
    return [f"{each.word} {each.body}" for each in found if Note.FROM_CONFIGURATION in each.notes]


def test_an_image_without_history_is_told_by_its_configuration() -> None:
    found = settled(
        Env=[PATH, "A=b c"],
        Labels={"x": "y"},
        Shell=["/bin/bash", "-c"],
        ExposedPorts={"80/tcp": {}, "53/udp": {}},
        Volumes={"/a b": {}},
        WorkingDir="/srv",
        User="daemon",
        StopSignal="SIGINT",
        OnBuild=["RUN x"],
        Entrypoint=["a"],
        Cmd=["b"],
    )
    assert found == [
        'ENV A="b c"',
        "LABEL x=y",
        'SHELL ["/bin/bash", "-c"]',
        "EXPOSE 80/tcp 53/udp",
        'VOLUME ["/a b"]',
        "WORKDIR /srv",
        "USER daemon",
        "STOPSIGNAL SIGINT",
        "ONBUILD RUN x",
        'ENTRYPOINT ["a"]',
        'CMD ["b"]',
    ]


def test_what_rows_tell_is_not_told_twice() -> None:
    rows = ["ENV A=1", "ENV A=2 B=$A", "LABEL x=y", "EXPOSE 80-82 53/udp", "VOLUME [/v]"]
    rows += ["WORKDIR /a", "WORKDIR b", "USER u", 'CMD ["x"]', 'ENTRYPOINT ["e"]', "ONBUILD RUN x"]
    assert not settled(
        *rows,
        Env=[PATH, "A=2", "B=$A"],
        Labels={"x": "y"},
        ExposedPorts={"81/tcp": {}, "53/udp": {}},
        Volumes={"/v": {}},
        WorkingDir="/a/b",
        User="u",
        Cmd=["x"],
        Entrypoint=["e"],
        OnBuild=["RUN x"],
    )


def test_an_entrypoint_of_a_later_build_takes_the_bases_command_away() -> None:
    rows = [ROOTFS, f'{NOP} CMD ["bash"]', "/bin/sh -c a", f'{NOP} ENTRYPOINT ["x"]']
    assert settled(*rows, Entrypoint=["x"]) == ["CMD []"]


def test_a_value_that_was_changed_without_a_row() -> None:
    assert settled("ENV A=1", Env=["A=2"]) == ["ENV A=2"]
    assert settled("USER a", User="b") == ["USER b"]


def test_variables_may_have_given_the_value() -> None:
    assert not settled("ENV A=$B", Env=["A=x"])
    assert not settled("WORKDIR $B", WorkingDir="/x")


def test_a_trigger_that_ran_in_a_later_build_is_a_comment() -> None:
    rows = [ROOTFS, f"{NOP} ONBUILD RUN x", f"{NOP} ONBUILD RUN y"]
    found = recipe(*rows, config=configured(OnBuild=["RUN y"])).steps
    assert [(each.body, each.is_comment) for each in found[2:]] == [
        ("RUN x", True),
        ("RUN y", False),
    ]


def test_what_no_instruction_sets_is_left_out() -> None:
    assert not settled(
        Env=["=x", "novalue"],
        Labels={"a=b": "c", "": "d"},
        OnBuild=["FROM x", "RUN a\nRUN b"],
        Healthcheck={"Test": ["CMD"]},
        Volumes={"": {}},
    )


def test_no_configuration_takes_nothing_away() -> None:
    found = recipe('CMD ["x"]').steps
    assert [each.word for each in found] == ["FROM", "CMD"]
