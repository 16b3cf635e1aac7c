"""What is doubtful in an image: ids and values here, one sentence each at the edge.

A finding never stops anything and changes no exit code; the registry below is listed in
docs/findings.md.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Level(StrEnum):
    """How much a finding matters."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class FindingKind(msgspec.Struct, frozen=True):
    """An id, its level and its sentence; ``{detail}`` stands for the finding's value.

    Attributes:
        see: The ids that others have for it, where a finding gives none of its own.
        advice: What to do, where a finding does not say it itself.

    """

    id: str
    level: Level
    sentence: str
    see: tuple[str, ...] = ()
    advice: str = ""


class Finding(msgspec.Struct, frozen=True):
    """One doubt: on the image, on a layer, or on a path of a layer.

    Attributes:
        bytes: What it costs, where it costs any.
        hidden_by: The layer that removed or overwrote it later, None while it is visible.
        advice: What to do, in one sentence; "" for what its kind advises (``remedy``).
        see: The ids that others have for it: ``DL3009``, ``CWE-798``; none for those of its kind
            (``references``).

    """

    id: str
    layer: int | None = None
    path: str | None = None
    detail: str = ""
    bytes: int | None = None
    hidden_by: int | None = None
    advice: str = ""
    see: tuple[str, ...] = ()

    @property
    def kind(self) -> FindingKind:
        """The registry's row."""
        return _BY_ID[self.id]

    @property
    def level(self) -> Level:
        """How much it matters."""
        return self.kind.level

    @property
    def remedy(self) -> str:
        """What to do, in one sentence, "" where nothing is advised."""
        return self.advice or self.kind.advice

    @property
    def references(self) -> tuple[str, ...]:
        """The ids that others have for it."""
        return self.see or self.kind.see

    @property
    def message(self) -> str:
        """The sentence, with the image's own text in it: pass it through ``text.printable``."""
        return self.kind.sentence.replace("{detail}", self.detail)


class FindingLog:
    """The findings of one layer: of each kind the first ``limit``, of the others the number.

    A layer of a million odd names is odd once.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: list[Finding] = []
        self._counts: dict[str, int] = {}

    def add(self, finding: Finding) -> None:
        """Keep a finding, or count it."""
        if self.count(finding.id):
            self.keep(finding)

    def count(self, kind: str) -> bool:
        """Count a finding of a kind; return whether it is one of those to be kept."""
        count = self._counts.get(kind, 0) + 1
        self._counts[kind] = count
        return count <= self._limit

    def keep(self, finding: Finding) -> None:
        """Keep a finding that was counted."""
        self._kept.append(finding)

    def findings(self) -> list[Finding]:
        """Return what was kept, in its order, and for each kind that had more one that says so."""
        return self._kept + [
            Finding("more-findings", detail=f"{count - self._limit:,} more {kind}")
            for kind, count in self._counts.items()
            if count > self._limit
        ]


FINDINGS = (
    # names and headers
    FindingKind(
        "path-escape", Level.WARNING, "name {detail} leads outside the root: confined to it"
    ),
    FindingKind("empty-name", Level.WARNING, "entry without a usable name was skipped"),
    FindingKind(
        "refused-type", Level.WARNING, "engines refuse tar entries of type {detail}; listed anyway"
    ),
    FindingKind(
        "global-header",
        Level.WARNING,
        "engines disagree: a global PAX header sets {detail} for what follows; container engines"
        " ignore it",
    ),
    FindingKind("lone-zero-block", Level.WARNING, "a single zero block between entries"),
    FindingKind(
        "hidden-data", Level.WARNING, "{detail} bytes after the end of the tar: hidden data"
    ),
    FindingKind(
        "trailing-garbage", Level.WARNING, "{detail} bytes after the compressed stream were ignored"
    ),
    # merging
    FindingKind("invalid-whiteout", Level.WARNING, "whiteout marker names nothing: ignored"),
    FindingKind(
        "duplicate-path",
        Level.WARNING,
        "engines disagree: path occurs twice in one layer, the last entry wins",
    ),
    FindingKind(
        "symlink-parent",
        Level.WARNING,
        "engines disagree: parent {detail} is a symlink in a lower layer and is replaced by a"
        " directory; plain-copy engines write through it",
    ),
    FindingKind(
        "dangling-parent",
        Level.WARNING,
        "engines disagree: parent {detail} is a symlink of this layer that leads nowhere",
    ),
    FindingKind(
        "hardlink-lower",
        Level.WARNING,
        "engines disagree: hard link to {detail}, which is only in a lower layer",
    ),
    FindingKind(
        "hardlink-forward",
        Level.WARNING,
        "engines disagree: hard link to {detail}, which comes later in the layer",
    ),
    FindingKind(
        "hardlink-broken", Level.WARNING, "hard link to {detail}, which is not a file in this layer"
    ),
    FindingKind(
        "overlay-whiteout",
        Level.WARNING,
        "engines disagree: device 0:0 acts as a whiteout on overlay engines",
    ),
    FindingKind(
        "overlay-opaque",
        Level.WARNING,
        "engines disagree: trusted.overlay.opaque acts as a whiteout on overlay engines",
    ),
    FindingKind("tooling-file", Level.NOTE, "a tool's own file, not part of the image: {detail}"),
    # layers and blobs
    FindingKind("layer-damaged", Level.ERROR, "layer could be read only in part: {detail}"),
    FindingKind("layer-unreadable", Level.ERROR, "layer cannot be opened: {detail}"),
    FindingKind("layer-missing", Level.ERROR, "layer is not in this archive: {detail}"),
    FindingKind(
        "media-type-mismatch",
        Level.NOTE,
        "media type and bytes disagree: {detail}; the bytes are used",
    ),
    FindingKind("digest-mismatch", Level.ERROR, "bytes do not match their digest: {detail}"),
    FindingKind("size-mismatch", Level.WARNING, "bytes do not match their stated size: {detail}"),
    FindingKind(
        "layer-count-mismatch", Level.WARNING, "manifest and configuration disagree: {detail}"
    ),
    FindingKind(
        "rootfs-type",
        Level.WARNING,
        "the configuration's rootfs is of type {detail}, not layers: engines refuse it",
    ),
    FindingKind("more-findings", Level.NOTE, "{detail} in this layer are not listed"),
    # history
    FindingKind(
        "history-excess",
        Level.WARNING,
        "history has more rows with a layer than there are layers: {detail}",
    ),
    FindingKind("history-short", Level.NOTE, "no history row describes this layer"),
    FindingKind("history-date", Level.NOTE, "a history row's date is not RFC 3339: {detail}"),
    # archives
    FindingKind(
        "duplicate-member",
        Level.WARNING,
        "engines disagree: duplicate member {detail}; the last one is used",
    ),
    FindingKind("index-disagreement", Level.WARNING, "the archive's indexes disagree: {detail}"),
    # secrets
    FindingKind(
        "secret-private-key",
        Level.ERROR,
        "private key: {detail}",
        see=("CWE-312", "CWE-321"),
        advice="Keep it out of the build context or mount it with RUN --mount=type=secret, and"
        " replace the key: whoever has the image has it, even where a later layer deletes it.",
    ),
    FindingKind(
        "secret-token",
        Level.ERROR,
        "token in a file: {detail}",
        see=("CWE-312", "CWE-798", "CIS-DI-0010"),
        advice="Keep it out of the build context or mount it with RUN --mount=type=secret, and"
        " revoke the token: whoever has the image has it, even where a later layer deletes it.",
    ),
    FindingKind(
        "secret-file",
        Level.ERROR,
        "file with credentials: {detail}",
        see=("CWE-312", "CIS-DI-0010"),
        advice="List it in .dockerignore or mount it with RUN --mount=type=secret, and replace"
        " what it holds: whoever has the image has it, even where a later layer deletes it.",
    ),
    FindingKind(
        "secret-config",
        Level.ERROR,
        "secret in the configuration: {detail}",
        see=("CWE-312", "CWE-798", "CIS-DI-0010"),
        advice="Set it when a container starts, not in the image, and replace the secret: whoever"
        " has the image can read its configuration.",
    ),
)

_BY_ID = {kind.id: kind for kind in FINDINGS}
