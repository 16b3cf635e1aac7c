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
        why: Why it matters, for the manual.
        example: What makes it, for the manual: a line or two of a Dockerfile.

    """

    id: str
    level: Level
    sentence: str
    see: tuple[str, ...] = ()
    advice: str = ""
    why: str = ""
    example: str = ""


class Finding(msgspec.Struct, frozen=True):
    """One doubt: on the image, on a layer, or on a path of a layer.

    Attributes:
        bytes: What it costs, where it costs any.
        hidden_by: The layer that removed or overwrote it later, None while it is visible.
        advice: What to do, in one sentence; "" for what its kind advises (``remedy``).
        see: The ids that others have for it: ``DL3009``, ``CWE-798``; none for those of its kind
            (``references``).
        graded: How much this one matters, None for as much as its kind.

    """

    id: str
    layer: int | None = None
    path: str | None = None
    detail: str = ""
    bytes: int | None = None
    hidden_by: int | None = None
    advice: str = ""
    see: tuple[str, ...] = ()
    graded: Level | None = None

    @property
    def kind(self) -> FindingKind:
        """The registry's row."""
        return _BY_ID[self.id]

    @property
    def level(self) -> Level:
        """How much it matters."""
        return self.kind.level if self.graded is None else self.graded

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
    FindingKind("more-findings", Level.NOTE, "{detail} are not listed"),
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
    # left behind by builds
    FindingKind(
        "leftover-apt-lists",
        Level.WARNING,
        "package lists of apt: {detail}",
        see=("DL3009", "DKL-DI-0005"),
        advice="End the RUN that runs apt-get update with “rm -rf /var/lib/apt/lists/*”.",
        why="The lists are stale by the time a container runs, and apt-get update fetches them"
        " again.",
        example="RUN apt-get update && apt-get install -y curl",
    ),
    FindingKind(
        "leftover-apt-cache",
        Level.WARNING,
        "cache of apt: {detail}",
        see=("DKL-DI-0005",),
        advice="End the RUN that installs packages with “apt-get clean”.",
        why="The packages are installed: no one needs the archives that they came in.",
        example="RUN rm /etc/apt/apt.conf.d/docker-clean && apt-get install -y curl",
    ),
    FindingKind(
        "leftover-apk-cache",
        Level.WARNING,
        "cache of apk: {detail}",
        see=("DL3019", "DKL-DI-0004"),
        advice="Run apk add with --no-cache.",
        why="The index of packages is stale by the time a container runs.",
        example="RUN apk update && apk add curl",
    ),
    FindingKind(
        "leftover-dnf-cache",
        Level.WARNING,
        "cache of dnf, yum or zypper: {detail}",
        see=("DL3040", "DL3032", "DL3036"),
        advice="End the RUN that installs packages with “dnf clean all” (“zypper clean --all”).",
        why="Metadata of repositories is large, and stale by the time a container runs.",
        example="RUN dnf install -y curl",
    ),
    FindingKind(
        "leftover-pip-cache",
        Level.WARNING,
        "cache of Python packages: {detail}",
        see=("DL3042", "DKL-LI-0003"),
        advice="Run pip install with --no-cache-dir.",
        why="The packages are installed: the cache has them a second time.",
        example="RUN pip install -r requirements.txt",
    ),
    FindingKind(
        "leftover-npm-cache",
        Level.WARNING,
        "cache of npm, yarn or pnpm: {detail}",
        see=("DL3060", "DKL-LI-0003"),
        advice="End the RUN that installs packages with “npm cache clean --force”"
        " (“yarn cache clean”, “pnpm store prune”).",
        why="The packages lie in node_modules: the cache has them a second time.",
        example="RUN npm ci",
    ),
    FindingKind(
        "leftover-go-cache",
        Level.WARNING,
        "cache of Go: {detail}",
        advice="Build in a stage of its own and copy the program alone.",
        why="A built program needs neither its modules nor the build cache.",
        example="RUN go build -o /app .",
    ),
    FindingKind(
        "leftover-cargo-cache",
        Level.WARNING,
        "cache of Cargo: {detail}",
        advice="Build in a stage of its own and copy the program alone.",
        why="A built program does not need the sources of its crates.",
        example="RUN cargo build --release",
    ),
    FindingKind(
        "leftover-maven-cache",
        Level.WARNING,
        "cache of Maven or Gradle: {detail}",
        advice="Build in a stage of its own and copy the archive alone.",
        why="Plug-ins of the build and a second copy of each library are not needed to run.",
        example="RUN mvn package",
    ),
    FindingKind(
        "leftover-conda-cache",
        Level.WARNING,
        "cache of conda packages: {detail}",
        advice="End the RUN that installs packages with “conda clean --all --yes”.",
        why="The archives of packages stay beside what was unpacked from them.",
        example="RUN conda install -y numpy",
    ),
    FindingKind(
        "leftover-temp",
        Level.WARNING,
        "temporary files: {detail}",
        see=("DKL-LI-0003",),
        advice="Delete them in the step that makes them.",
        why="They are part of every copy of the image, and hide what a container writes itself.",
        example="RUN curl -o /tmp/tool.tgz https://example.com/tool.tgz && tar -xf /tmp/tool.tgz",
    ),
    FindingKind(
        "leftover-log",
        Level.WARNING,
        "logs of the build: {detail}",
        advice="Delete them in the step that makes them.",
        why="They tell of the build, not of the container, and make builds differ.",
        example="RUN apt-get install -y curl",
    ),
    FindingKind(
        "leftover-git",
        Level.WARNING,
        "history of a repository (git, Mercurial, Subversion): {detail}",
        see=("CWE-527",),
        advice="List it in .dockerignore, or clone and delete it in one step.",
        why="It holds everything that was ever committed, deleted secrets included.",
        example="COPY . /app",
    ),
    FindingKind(
        "leftover-core-dump",
        Level.WARNING,
        "memory of a crashed process",
        see=("CWE-528",),
        advice="Delete it in the step in which the program crashes, and see why it does.",
        why="It is large, and holds whatever the program had in memory, secrets included.",
        example="RUN ./tests || true",
    ),
    FindingKind(
        "build-tools",
        Level.WARNING,
        "compiler or headers: {detail}",
        advice="Build in a stage of its own and copy the result, or delete the packages in the RUN"
        " that installs them.",
        why="Compilers are large, and help whoever breaks into a container.",
        example="RUN apt-get install -y gcc && make",
    ),
    # permissions
    FindingKind(
        "setuid-file",
        Level.WARNING,
        "runs with its owner's rights, whoever starts it: mode {detail}",
        see=("CIS-DI-0008", "CWE-250"),
        advice="Remove the bit in the step that writes it, unless the program needs it.",
        why="A flaw in such a program gives its caller the rights of root.",
        example="RUN chmod 4755 /usr/local/bin/tool",
    ),
    FindingKind(
        "setgid-file",
        Level.WARNING,
        "runs with its group's rights, whoever starts it: mode {detail}",
        see=("CIS-DI-0008", "CWE-250"),
        advice="Remove the bit in the step that writes it, unless the program needs it.",
        why="A flaw in such a program gives its caller the rights of the group.",
        example="RUN chmod 2755 /usr/local/bin/tool",
    ),
    FindingKind(
        "world-writable",
        Level.WARNING,
        "writable for everyone: {detail}",
        see=("CWE-732",),
        advice="Give it to the user of the container instead: COPY --chown, or chmod o-w in the"
        " step that writes it.",
        why="Any process in the container can replace it, and what others then run or read.",
        example="RUN chmod -R 777 /app",
    ),
    # layers
    FindingKind(
        "copied-metadata",
        Level.WARNING,
        "stored again, unchanged but for mode, owner or time: {detail}",
        advice="Set mode and owner in the step that adds it.",
        why="A layer stores whole files: a new owner costs as much as a new file.",
        example="COPY app /app\nRUN chown -R app /app",
    ),
    FindingKind(
        "deleted-later",
        Level.WARNING,
        "deleted by a later layer, stored all the same: {detail}",
        advice="Delete it in the step that writes it, or do not write it.",
        why="A layer cannot make the layers below it smaller; what is deleted can be read still.",
        example="RUN curl -O https://example.com/big.tgz\nRUN rm big.tgz",
    ),
    FindingKind(
        "mergeable-layers",
        Level.NOTE,
        "layers {detail} come from RUN instructions that follow each other",
        see=("DL3059",),
        advice="Make them one RUN where they change together.",
        why="What one deletes of another is then not stored at all.",
        example="RUN make\nRUN make clean",
    ),
    # configuration
    FindingKind(
        "runs-as-root",
        Level.NOTE,
        "containers start as root",
        see=("CIS-DI-0001", "DL3002", "CWE-250"),
        advice="Add a user and name it with USER.",
        why="Whoever breaks out of the program is root in the container.",
        example='FROM debian\nCMD ["server"]',
    ),
    FindingKind(
        "no-healthcheck",
        Level.NOTE,
        "no HEALTHCHECK: an engine cannot tell whether the program works",
        see=("CIS-DI-0006", "DL3057"),
        advice="Add a HEALTHCHECK, unless an orchestrator checks it or nothing runs for long.",
        why="A program that hangs counts as running.",
        example='FROM debian\nCMD ["server"]',
    ),
    FindingKind(
        "latest-tag",
        Level.NOTE,
        "the tag says no version: {detail}",
        see=("DKL-DI-0006",),
        advice="Give the image a tag that names its version, too.",
        why="The tag moves to the next build: no one can tell which one runs, or go back.",
        example="docker build -t app .",
    ),
    FindingKind(
        "empty-password",
        Level.WARNING,
        "accounts without a password: {detail}",
        see=("DKL-LI-0001", "CWE-258"),
        advice="Lock them with “passwd -l”.",
        why="Whoever has a shell in the container can become such a user.",
        example="RUN passwd -d root",
    ),
    FindingKind(
        "duplicate-uid",
        Level.WARNING,
        "accounts that share a user ID: {detail}",
        see=("DKL-LI-0002",),
        advice="Give each account an ID of its own.",
        why="They own the same files: one can do whatever the other can.",
        example="RUN useradd -o -u 0 admin",
    ),
    # secrets
    FindingKind(
        "secret-private-key",
        Level.ERROR,
        "private key: {detail}",
        see=("CWE-312", "CWE-321"),
        advice="Keep it out of the build context or mount it with RUN --mount=type=secret, and"
        " replace the key: whoever has the image has it, even where a later layer deletes it.",
        why="Whoever pulls the image can log in, sign or decrypt with it. Layers are never changed:"
        " deleting the file in a later layer hides it from containers alone.",
        example="COPY id_rsa /root/.ssh/id_rsa\nRUN git clone … && rm /root/.ssh/id_rsa",
    ),
    FindingKind(
        "secret-token",
        Level.ERROR,
        "token: {detail}",
        see=("CWE-312", "CWE-798", "CIS-DI-0010"),
        advice="Keep it out of the build context or mount it with RUN --mount=type=secret, and"
        " revoke the token: whoever has the image has it, even where a later layer deletes it.",
        why="A value that begins as the tokens of a service do, and looks random. `audit --secrets"
        " deep` searches every text file up to 1 MiB for them.",
        example="COPY settings.py /srv/app/settings.py",
    ),
    FindingKind(
        "secret-file",
        Level.ERROR,
        "credentials: {detail}",
        see=("CWE-312", "CIS-DI-0010"),
        advice="List it in .dockerignore or mount it with RUN --mount=type=secret, and replace"
        " what it holds: whoever has the image has it, even where a later layer deletes it.",
        why="Files with names such as `.env`, `.netrc`, `.npmrc`, `.aws/credentials` or"
        " `.docker/config.json` are there to hold passwords, and this one does. One that says"
        " `changeme` or `${TOKEN}` is no finding.",
        example="COPY . /srv/app",
    ),
    FindingKind(
        "secret-config",
        Level.ERROR,
        "secret: {detail}",
        see=("CWE-312", "CWE-798", "CIS-DI-0010"),
        advice="Set it when a container starts, not in the image, and replace the secret: whoever"
        " has the image can read its configuration.",
        why="Variables, labels, build arguments and commands can be read by everyone who has the"
        " image, without a container. History rows are counted from 0, the oldest; a row without"
        " a layer is a finding of the image.",
        example="ARG NPM_TOKEN\nENV DB_PASSWORD=…",
    ),
)

_BY_ID = {kind.id: kind for kind in FINDINGS}
