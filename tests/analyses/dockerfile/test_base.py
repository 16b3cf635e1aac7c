"""The guess where the base image ends."""

from __future__ import annotations

from inspector.analyses.dockerfile import Boundary, Reason
from inspector.spec import HistoryEntry
from tests.analyses.dockerfile.histories import NOP, SHA, configured, recipe

ROOTFS = f"{NOP}ADD file:{SHA} in / "
CMD = f'{NOP} CMD ["bash"]'


def at(hours: float, text: str, *, empty: bool = False, comment: str = "") -> HistoryEntry:
    """Return a row of so many hours after the first."""
    minutes = int(hours * 60)
    created = f"2024-01-{1 + minutes // 1440:02}T{minutes // 60 % 24:02}:{minutes % 60:02}:00Z"
    return HistoryEntry(created=created, created_by=text, empty_layer=empty, comment=comment)


def test_a_command_that_build_steps_follow() -> None:
    found = recipe(ROOTFS, CMD, "/bin/sh -c a", CMD, "/bin/sh -c b", CMD)
    assert found.boundary == Boundary(4, Reason.COMMAND)


def test_a_command_that_changed_no_file_is_a_build_step() -> None:
    found = recipe(ROOTFS, CMD, at(0, "/bin/sh -c true", empty=True), CMD)
    assert found.boundary == Boundary(2, Reason.COMMAND)


def test_what_the_base_set_after_its_command_is_the_bases() -> None:
    rows = [at(0, ROOTFS), at(0, CMD, empty=True), at(0, f"{NOP} EXPOSE 80", empty=True)]
    found = recipe(*rows, at(50, f"{NOP} ENV A=b", empty=True), at(50, "/bin/sh -c a"))
    assert found.boundary == Boundary(3, Reason.COMMAND)


def test_a_pause_behind_a_command_says_more_than_a_later_command() -> None:
    entrypoint = f'{NOP} ENTRYPOINT ["x"]'
    rows = [at(0, ROOTFS), at(0, CMD, empty=True), at(90, "/bin/sh -c a")]
    found = recipe(*rows, at(90, entrypoint, empty=True), at(90.1, "/bin/sh -c b"))
    assert found.boundary == Boundary(2, Reason.COMMAND)


def test_another_builder() -> None:
    found = recipe(ROOTFS, "/bin/sh -c a", "RUN /bin/sh -c b # buildkit", "COPY a /b # buildkit")
    assert found.boundary == Boundary(2, Reason.BUILDER)


def test_a_pause_alone() -> None:
    found = recipe(at(0, ROOTFS), at(0, "/bin/sh -c a"), at(30, "/bin/sh -c b"))
    assert found.boundary == Boundary(2, Reason.TIME)


def test_times_that_are_placeholders_are_no_pause() -> None:
    rows = [HistoryEntry(created="1970-01-01T00:00:00Z", created_by=ROOTFS), at(0, "/bin/sh -c b")]
    assert recipe(*rows).boundary is None


def test_a_command_at_the_end_is_the_images_own() -> None:
    assert recipe(ROOTFS, CMD).boundary is None
    assert recipe().boundary is None


def test_a_label_may_name_the_base() -> None:
    labels = {"org.opencontainers.image.base.name": "docker.io/library/debian:12"}
    found = recipe(ROOTFS, CMD, "/bin/sh -c a", config=configured(Labels=labels))
    assert found.boundary == Boundary(2, Reason.COMMAND, "docker.io/library/debian:12")


def test_buildah_names_the_base_at_the_first_row_it_adds() -> None:
    rows = [at(0, ROOTFS), at(0, CMD, empty=True, comment="FROM 98b5d36bce03")]
    rows += [at(0, "/bin/sh -c a", comment="FROM localhost/x:latest")]
    rows += [at(0, "/bin/sh -c b", comment="FROM 6703e2294e42")]
    assert recipe(*rows).boundary == Boundary(2, Reason.NAMED, "localhost/x:latest")


def test_buildah_names_the_base_at_the_last_row_of_a_single_layer() -> None:
    rows = [at(0, ROOTFS), at(0, CMD, empty=True), at(0, "/bin/sh -c a", empty=True)]
    rows += [at(0, f'{NOP}CMD ["x"]', comment="FROM localhost/x:latest")]
    assert recipe(*rows).boundary == Boundary(2, Reason.NAMED, "localhost/x:latest")
