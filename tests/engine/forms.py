"""The interop matrix: every form in which tools write an image.

The test makes each form and opens it, docs/interop.md is printed from the same table. What a
row says of the form (its kind, how its layers are stored) is checked, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.engine import makers

if TYPE_CHECKING:
    from tests.engine.makers import Make

ARCHIVE = "docker-archive"
OCI_ARCHIVE = "OCI archive"
OCI_DIRECTORY = "OCI directory"
BOTH = "docker-archive and OCI archive in one"
BY_HAND = "the same layers, written by the test"


@dataclass(frozen=True)
class Form:
    """A way to write the image called `origin`; `choose` picks it where there are several.

    `findings` are the ids of what there is to say of the form beside what is in the layers.
    """

    key: str
    tool: str
    how: str
    archive: str
    layers: str
    make: Make
    origin: str = "docker"
    choose: tuple[str, ...] = ()
    findings: frozenset[str] = frozenset()


MISLABELLED = frozenset({"media-type-mismatch"})
SAVE = "docker save"
COPY = "skopeo copy docker-archive:…"
FORMS = (
    Form("docker-save", "docker", SAVE, ARCHIVE, "tar", makers.saved),
    Form(
        "docker-save-several",
        "docker",
        f"{SAVE} OTHER IMAGE SECOND-TAG",
        ARCHIVE,
        "tar",
        makers.saved_with_others,
        choose=("--image", "second.example/name:2"),
    ),
    Form("buildkit", "docker with BuildKit", SAVE, ARCHIVE, "tar", makers.saved, "buildkit"),
    Form(
        "buildkit-oci-zstd",
        "docker with BuildKit, skopeo",
        f"{COPY} --dest-compress-format zstd oci-archive:…",
        OCI_ARCHIVE,
        "zstd",
        makers.skopeo("oci-archive:{}:zstd", "--dest-compress-format=zstd"),
        "buildkit",
    ),
    Form(
        "skopeo-docker-archive",
        "skopeo",
        f"{COPY} docker-archive:…",
        ARCHIVE,
        "tar",
        makers.skopeo("docker-archive:{}:copied:1"),
    ),
    Form(
        "skopeo-oci-archive",
        "skopeo",
        f"{COPY} oci-archive:…",
        OCI_ARCHIVE,
        "gzip",
        makers.skopeo("oci-archive:{}:copied"),
    ),
    Form(
        "skopeo-oci",
        "skopeo",
        f"{COPY} oci:…",
        OCI_DIRECTORY,
        "gzip",
        makers.skopeo("oci:{}:copied"),
    ),
    Form(
        "skopeo-oci-zstd",
        "skopeo",
        f"{COPY} --dest-compress-format zstd oci:…",
        OCI_DIRECTORY,
        "zstd",
        makers.skopeo("oci:{}:zstd", "--dest-compress-format=zstd"),
    ),
    Form(
        "skopeo-oci-zstd-chunked",
        "skopeo",
        f"{COPY} --dest-compress-format zstd:chunked oci:…",
        OCI_DIRECTORY,
        "zstd",
        makers.skopeo("oci:{}:chunked", "--dest-compress-format=zstd:chunked"),
    ),
    Form(
        "skopeo-oci-uncompressed",
        "skopeo",
        f"{COPY} --dest-oci-accept-uncompressed-layers oci:…",
        OCI_DIRECTORY,
        "tar",
        makers.skopeo("oci:{}:plain", "--dest-oci-accept-uncompressed-layers"),
        findings=MISLABELLED,
    ),
    Form(
        "skopeo-oci-v2s2",
        "skopeo",
        f"{COPY} --format v2s2 oci:…",
        OCI_DIRECTORY,
        "gzip",
        makers.skopeo("oci:{}:docker-types", "--format=v2s2"),
    ),
    Form(
        "skopeo-dir-oci",
        "skopeo",
        f"{COPY} dir:…, then dir:… oci:…",
        OCI_DIRECTORY,
        "gzip",
        makers.skopeo_by_dir,
    ),
    Form(
        "podman-docker-archive",
        "podman",
        "podman save --format docker-archive",
        ARCHIVE,
        "tar",
        makers.podman("--format=docker-archive"),
    ),
    Form(
        "podman-oci-archive",
        "podman",
        "podman save --format oci-archive",
        OCI_ARCHIVE,
        "gzip",
        makers.podman("--format=oci-archive"),
    ),
    Form(
        "podman-oci-archive-uncompressed",
        "podman",
        "podman save --format oci-archive --uncompressed",
        OCI_ARCHIVE,
        "tar",
        makers.podman("--format=oci-archive", "--uncompressed"),
        findings=MISLABELLED,
    ),
    Form(
        "podman-oci-dir",
        "podman",
        "podman save --format oci-dir",
        OCI_DIRECTORY,
        "gzip",
        makers.podman("--format=oci-dir"),
    ),
    Form(
        "buildah-docker-archive",
        "buildah",
        "buildah bud --layers, buildah push docker-archive:…",
        ARCHIVE,
        "tar",
        makers.buildah("docker-archive:{}:pushed:1"),
        "buildah",
    ),
    Form(
        "buildah-oci-archive",
        "buildah",
        "buildah bud --layers, buildah push oci-archive:…",
        OCI_ARCHIVE,
        "gzip",
        makers.buildah("oci-archive:{}:pushed"),
        "buildah",
    ),
    Form(
        "buildah-one-layer",
        "buildah",
        "buildah bud, buildah push oci:…",
        OCI_DIRECTORY,
        "gzip",
        makers.buildah("oci:{}:pushed"),
        "buildah-one-layer",
    ),
    Form(
        "umoci-config",
        "umoci",
        "umoci config --tag … --config.label …",
        OCI_DIRECTORY,
        "gzip",
        makers.umoci_config,
        choose=("--image", "relabelled"),
    ),
    Form(
        "umoci-repack",
        "umoci",
        "umoci unpack, umoci repack",
        OCI_DIRECTORY,
        "gzip",
        makers.umoci_layout,
        "umoci",
    ),
    Form(
        "docker-25",
        "docker 25 and later",
        BY_HAND,
        BOTH,
        "tar",
        makers.by_hand("docker-25", "none"),
    ),
    Form(
        "containerd",
        "nerdctl, docker with containerd's store",
        BY_HAND,
        BOTH,
        "gzip",
        makers.by_hand("containerd", "gzip"),
    ),
    Form(
        "ctr-export",
        "ctr",
        "ctr images import, ctr images export",
        BOTH,
        "tar",
        makers.ctr,
    ),
    Form("crane", "crane, kaniko", BY_HAND, ARCHIVE, "gzip", makers.by_hand("crane", "gzip")),
)
