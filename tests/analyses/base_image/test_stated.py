"""What an image says of its base image, in annotations, labels and its builder's note."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.base_image import Sign, Source, base_image
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.image import Image
from tests.analyses.base_image.histories import CMD, ROOTFS
from tests.build_image import ImageSpec, OciOptions, build, empty, file, oci_layout, save
from tests.formats.opened import archive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from inspector.analyses.base_image import BaseImage
    from tests.build_image.images import Json

NAME = "org.opencontainers.image.base.name"
DIGEST = "org.opencontainers.image.base.digest"
SHA = "sha256:" + "ab" * 32
DEBIAN = "docker.io/library/debian:12"
RUN = "/bin/sh -c make"
LAYERS = [[file(name, name.encode() * 9)] for name in "abc"]
PLAIN = (RUN, RUN, RUN)
ON_ROOT = (ROOTFS, empty(CMD), RUN, empty(CMD), RUN)


def noted(row: str, comment: str, *, is_empty: bool = False) -> Json:
    """Return a row with buildah's note."""
    return {"created_by": row, "comment": comment, "empty_layer": is_empty}


def found(
    folder: Path,
    history: Sequence[str | Json] = PLAIN,
    labels: Mapping[str, str] | None = None,
    *,
    layers: int = 3,
    annotations: Mapping[str, str] | None = None,
    described: Mapping[str, str] | None = None,
) -> BaseImage | None:
    """Return the base image of an image in an OCI layout."""
    config = {"config": {"Labels": dict(labels or {})}}
    built = build(ImageSpec(layers=LAYERS[:layers], history=history, config=config))
    options = OciOptions(annotations=annotations or {}, described=described or {})
    path = save(folder / "i.tar", oci_layout(built, options=options))
    opened = archive(path)
    return base_image(Image(opened, opened.images[0], DEFAULT_LIMITS))


def test_a_name_is_no_guess(tmp_path: Path) -> None:
    said = {NAME: DEBIAN, DIGEST: SHA}
    for base in (
        found(tmp_path, annotations=said),
        found(tmp_path, described=said),
        found(tmp_path, labels=said),
    ):
        assert base is not None
        assert (base.source, base.reference, base.name) == (Source.ANNOTATION, DEBIAN, DEBIAN)
        assert (base.layers, base.rows) == (1, 1)  # the lowest layer is, whatever else


def test_a_digest_alone_names_it_too(tmp_path: Path) -> None:
    base = found(tmp_path, annotations={DIGEST: SHA})
    assert base is not None
    assert (base.source, base.reference, base.name) == (Source.ANNOTATION, SHA, None)


def test_the_manifest_speaks_before_descriptor_and_labels(tmp_path: Path) -> None:
    base = found(tmp_path, labels={NAME: "l"}, annotations={NAME: "m"}, described={NAME: "d"})
    assert base is not None
    assert base.reference == "m"
    base = found(tmp_path, labels={NAME: "l"}, described={NAME: "d"})
    assert base is not None
    assert base.reference == "d"


@pytest.mark.parametrize(
    "said",
    [{NAME: ""}, {NAME: "", DIGEST: SHA}, {NAME: "scratch"}, {DIGEST: "x"}, {DIGEST: ""}],
)
def test_what_names_none_states_none(tmp_path: Path, said: dict[str, str]) -> None:
    """Buildah writes an empty name and a step's digest where an image is from scratch."""
    assert found(tmp_path, annotations=said) is None


def test_where_it_ends_is_where_the_history_shows_it(tmp_path: Path) -> None:
    base = found(tmp_path, ON_ROOT, annotations={NAME: DEBIAN})
    assert base is not None
    assert (base.source, base.layers, base.rows) == (Source.ANNOTATION, 1, 2)
    assert base.signs == (Sign.COMMAND, Sign.ROOT)


def test_a_label_of_the_base_names_the_base_of_that(tmp_path: Path) -> None:
    day = {"created": "2024-03-01T00:00:00Z", "created_by": RUN}
    history = (ROOTFS, empty(CMD), empty(f"LABEL {NAME}={DEBIAN}"), RUN, empty(CMD), day)
    base = found(tmp_path, history, labels={NAME: DEBIAN})
    assert base is not None
    assert (base.layers, base.rows) == (1, 2)
    base = found(tmp_path, history, annotations={NAME: DEBIAN})  # this image's own word
    assert base is not None
    assert (base.layers, base.rows) == (2, 5)


def test_one_layer_of_all_has_no_base_left(tmp_path: Path) -> None:
    assert found(tmp_path, [RUN], layers=1, annotations={NAME: DEBIAN}) is None


def test_an_image_of_the_same_archive_tells_exactly(tmp_path: Path) -> None:
    day = empty(CMD)
    base = build(ImageSpec(layers=LAYERS[:2], history=(RUN, RUN, day), tags=["debian:12"]))
    app = build(ImageSpec(layers=LAYERS, history=(RUN, RUN, day, day, RUN), tags=["app:1"]))
    options = OciOptions(annotations={NAME: DEBIAN}, names="containerd")
    opened = archive(save(tmp_path / "i.tar", oci_layout(app, base, options=options)))
    found = base_image(Image(opened, opened.images[0], DEFAULT_LIMITS))
    assert found is not None
    assert (found.source, found.layers, found.rows) == (Source.ANNOTATION, 2, 3)
    # Of itself it is no base image.
    assert base_image(Image(opened, opened.images[1], DEFAULT_LIMITS)) != found


def test_buildah_notes_the_base_at_the_first_row_that_it_adds(tmp_path: Path) -> None:
    history = (
        ROOTFS,
        noted(CMD, "FROM 98b5d36bce03", is_empty=True),
        noted(RUN, "FROM localhost/x:latest"),
        noted(RUN, "FROM 6703e2294e42"),
    )
    base = found(tmp_path, history)
    assert base is not None
    assert (base.source, base.reference) == (Source.ANNOTATION, "localhost/x:latest")
    assert (base.layers, base.rows) == (1, 2)


def test_buildah_notes_the_base_at_the_last_row_of_a_build_in_one_layer(tmp_path: Path) -> None:
    history = (
        RUN,
        RUN,
        noted(CMD, "FROM 98b5d36bce03", is_empty=True),
        empty(RUN),
        noted('/bin/sh -c #(nop) CMD ["x"]', "FROM localhost/x:latest"),
    )
    base = found(tmp_path, history, annotations={NAME: "localhost/x:latest", DIGEST: SHA})
    assert base is not None
    assert (base.layers, base.rows) == (2, 3)
    squashed = [empty(RUN), noted(RUN, "FROM localhost/x:latest")]
    assert found(tmp_path, squashed, layers=1, annotations={NAME: "localhost/x:latest"}) is None


def test_a_note_is_one_word(tmp_path: Path) -> None:
    assert found(tmp_path, (RUN, noted(RUN, "FROM x\nRUN y"), noted(RUN, "FROM a b"))) is None
