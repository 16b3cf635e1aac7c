"""What reading and merging can find: in names, headers, layers, histories and archives."""

from __future__ import annotations

from inspector.findings.kind import FindingKind, Level
from inspector.language import N_

FORMAT_KINDS = (
    # names and headers
    FindingKind(
        "path-escape", Level.WARNING, N_("name {detail} leads outside the root: confined to it")
    ),
    FindingKind("empty-name", Level.WARNING, N_("entry without a usable name was skipped")),
    FindingKind(
        "refused-type",
        Level.WARNING,
        N_("engines refuse tar entries of type {detail}; listed anyway"),
    ),
    FindingKind(
        "global-header",
        Level.WARNING,
        N_(
            "engines disagree: a global PAX header sets {detail} for what follows; container"
            " engines ignore it"
        ),
    ),
    FindingKind("lone-zero-block", Level.WARNING, N_("a single zero block between entries")),
    FindingKind(
        "hidden-data", Level.WARNING, N_("{detail} bytes after the end of the tar: hidden data")
    ),
    FindingKind(
        "trailing-garbage",
        Level.WARNING,
        N_("{detail} bytes after the compressed stream were ignored"),
    ),
    # merging
    FindingKind("invalid-whiteout", Level.WARNING, N_("whiteout marker names nothing: ignored")),
    FindingKind(
        "duplicate-path",
        Level.WARNING,
        N_("engines disagree: path occurs twice in one layer, the last entry wins"),
    ),
    FindingKind(
        "symlink-parent",
        Level.WARNING,
        N_(
            "engines disagree: parent {detail} is a symlink in a lower layer and is replaced by a"
            " directory; plain-copy engines write through it"
        ),
    ),
    FindingKind(
        "dangling-parent",
        Level.WARNING,
        N_("engines disagree: parent {detail} is a symlink of this layer that leads nowhere"),
    ),
    FindingKind(
        "hardlink-lower",
        Level.WARNING,
        N_("engines disagree: hard link to {detail}, which is only in a lower layer"),
    ),
    FindingKind(
        "hardlink-forward",
        Level.WARNING,
        N_("engines disagree: hard link to {detail}, which comes later in the layer"),
    ),
    FindingKind(
        "hardlink-broken",
        Level.WARNING,
        N_("hard link to {detail}, which is not a file in this layer"),
    ),
    FindingKind(
        "overlay-whiteout",
        Level.WARNING,
        N_("engines disagree: device 0:0 acts as a whiteout on overlay engines"),
    ),
    FindingKind(
        "overlay-opaque",
        Level.WARNING,
        N_("engines disagree: trusted.overlay.opaque acts as a whiteout on overlay engines"),
    ),
    FindingKind(
        "tooling-file", Level.NOTE, N_("a tool's own file, not part of the image: {detail}")
    ),
    # layers and blobs
    FindingKind("layer-damaged", Level.ERROR, N_("layer could be read only in part: {detail}")),
    FindingKind("layer-unreadable", Level.ERROR, N_("layer cannot be opened: {detail}")),
    FindingKind("layer-missing", Level.ERROR, N_("layer is not in this archive: {detail}")),
    FindingKind(
        "media-type-mismatch",
        Level.NOTE,
        N_("media type and bytes disagree: {detail}; the bytes are used"),
    ),
    FindingKind("digest-mismatch", Level.ERROR, N_("bytes do not match their digest: {detail}")),
    FindingKind(
        "size-mismatch", Level.WARNING, N_("bytes do not match their stated size: {detail}")
    ),
    FindingKind(
        "layer-count-mismatch", Level.WARNING, N_("manifest and configuration disagree: {detail}")
    ),
    FindingKind(
        "rootfs-type",
        Level.WARNING,
        N_("the configuration's rootfs is of type {detail}, not layers: engines refuse it"),
    ),
    FindingKind(
        "toc-mismatch",
        Level.WARNING,
        N_(
            "engines disagree: the layer's table of contents, which some use to fetch single files,"
            " differs from its tar in {detail}"
        ),
    ),
    FindingKind(
        "toc-extra",
        Level.WARNING,
        N_(
            "engines disagree: in the layer's table of contents, which some use to fetch single"
            " files, but not in its tar"
        ),
    ),
    FindingKind(
        "toc-missing",
        Level.WARNING,
        N_(
            "engines disagree: not in the layer's table of contents, which some use to fetch"
            " single files"
        ),
    ),
    FindingKind(
        "toc-unusable",
        Level.WARNING,
        N_("the layer's table of contents is damaged, or not the one that the manifest names"),
    ),
    FindingKind("more-findings", Level.NOTE, N_("{detail} are not listed")),
    # history
    FindingKind(
        "history-excess",
        Level.WARNING,
        N_("history has more rows with a layer than there are layers: {detail}"),
    ),
    FindingKind("history-short", Level.NOTE, N_("no history row describes this layer")),
    FindingKind("history-date", Level.NOTE, N_("a history row's date is not RFC 3339: {detail}")),
    # archives
    FindingKind(
        "duplicate-member",
        Level.WARNING,
        N_("engines disagree: duplicate member {detail}; the last one is used"),
    ),
    FindingKind(
        "index-disagreement", Level.WARNING, N_("the archive's indexes disagree: {detail}")
    ),
)
