"""What builds leave behind, and how they set an image up."""

from __future__ import annotations

from inspector.findings.kind import FindingKind, Level
from inspector.language import N_

BUILD_KINDS = (
    # left behind by builds
    FindingKind(
        "leftover-apt-lists",
        Level.WARNING,
        N_("package lists of apt: {detail}"),
        see=("DL3009", "DKL-DI-0005"),
        advice=N_("End the RUN that runs apt-get update with “rm -rf /var/lib/apt/lists/*”."),
        why="The lists are stale by the time a container runs, and apt-get update fetches them"
        " again.",
        example="RUN apt-get update && apt-get install -y curl",
    ),
    FindingKind(
        "leftover-apt-cache",
        Level.WARNING,
        N_("cache of apt: {detail}"),
        see=("DKL-DI-0005",),
        advice=N_("End the RUN that installs packages with “apt-get clean”."),
        why="The packages are installed: no one needs the archives that they came in.",
        example="RUN rm /etc/apt/apt.conf.d/docker-clean && apt-get install -y curl",
    ),
    FindingKind(
        "leftover-apk-cache",
        Level.WARNING,
        N_("cache of apk: {detail}"),
        see=("DL3019", "DKL-DI-0004"),
        advice=N_("Run apk add with --no-cache."),
        why="The index of packages is stale by the time a container runs.",
        example="RUN apk update && apk add curl",
    ),
    FindingKind(
        "leftover-dnf-cache",
        Level.WARNING,
        N_("cache of dnf, yum or zypper: {detail}"),
        see=("DL3040", "DL3032", "DL3036"),
        advice=N_(
            "End the RUN that installs packages with “dnf clean all” (“yum clean all”,"
            " “zypper clean --all”)."
        ),
        why="Metadata of repositories is large, and stale by the time a container runs.",
        example="RUN dnf install -y curl",
    ),
    FindingKind(
        "leftover-pip-cache",
        Level.WARNING,
        N_("cache of Python packages: {detail}"),
        see=("DL3042", "DKL-LI-0003"),
        advice=N_("Run pip install with --no-cache-dir."),
        why="The packages are installed: the cache has them a second time.",
        example="RUN pip install -r requirements.txt",
    ),
    FindingKind(
        "leftover-npm-cache",
        Level.WARNING,
        N_("cache of npm, yarn or pnpm: {detail}"),
        see=("DL3060", "DKL-LI-0003"),
        advice=N_(
            "End the RUN that installs packages with “npm cache clean --force”"
            " (“yarn cache clean”, “pnpm store prune”)."
        ),
        why="The packages lie in node_modules: the cache has them a second time.",
        example="RUN npm ci",
    ),
    FindingKind(
        "leftover-go-cache",
        Level.WARNING,
        N_("cache of Go: {detail}"),
        advice=N_("Build in a separate stage and copy only the program."),
        why="A built program needs neither its modules nor the build cache.",
        example="RUN go build -o /app .",
    ),
    FindingKind(
        "leftover-cargo-cache",
        Level.WARNING,
        N_("cache of Cargo: {detail}"),
        advice=N_("Build in a separate stage and copy only the program."),
        why="A built program does not need the sources of its crates.",
        example="RUN cargo build --release",
    ),
    FindingKind(
        "leftover-maven-cache",
        Level.WARNING,
        N_("cache of Maven or Gradle: {detail}"),
        advice=N_("Build in a separate stage and copy only the archive."),
        why="Plug-ins of the build and a second copy of each library are not needed to run.",
        example="RUN mvn package",
    ),
    FindingKind(
        "leftover-conda-cache",
        Level.WARNING,
        N_("cache of conda packages: {detail}"),
        advice=N_("End the RUN that installs packages with “conda clean --all --yes”."),
        why="The archives of packages stay beside what was unpacked from them.",
        example="RUN conda install -y numpy",
    ),
    FindingKind(
        "leftover-temp",
        Level.WARNING,
        N_("temporary files: {detail}"),
        see=("DKL-LI-0003",),
        advice=N_("Delete them in the step that makes them."),
        why="They are part of every copy of the image, and hide what a container writes itself.",
        example="RUN curl -o /tmp/tool.tgz https://example.com/tool.tgz && tar -xf /tmp/tool.tgz",
    ),
    FindingKind(
        "leftover-log",
        Level.WARNING,
        N_("logs of the build: {detail}"),
        advice=N_("Delete them in the step that makes them."),
        why="They tell of the build, not of the container, and make builds differ.",
        example="RUN apt-get install -y curl",
    ),
    FindingKind(
        "leftover-git",
        Level.WARNING,
        N_("history of a repository (git, Mercurial, Subversion): {detail}"),
        see=("CWE-527",),
        advice=N_("List it in .dockerignore, or clone and delete it in one step."),
        why="It holds everything that was ever committed, deleted secrets included.",
        example="COPY . /app",
    ),
    FindingKind(
        "leftover-core-dump",
        Level.WARNING,
        N_("memory of a crashed process"),
        see=("CWE-528",),
        advice=N_("Delete it in the step in which the program crashes, and see why it does."),
        why="It is large, and holds whatever the program had in memory, secrets included.",
        example="RUN ./tests || true",
    ),
    FindingKind(
        "build-tools",
        Level.WARNING,
        N_("compiler or headers: {detail}"),
        advice=N_(
            "Build in a separate stage and copy the result, or delete the packages in the RUN"
            " that installs them."
        ),
        why="Compilers are large, and help whoever breaks into a container.",
        example="RUN apt-get install -y gcc && make",
    ),
    # permissions
    FindingKind(
        "setuid-file",
        Level.WARNING,
        N_("runs with its owner's rights, whoever starts it: mode {detail}"),
        see=("CIS-DI-0008", "CWE-250"),
        advice=N_("Remove the bit in the step that writes it, unless the program needs it."),
        why="A flaw in such a program gives its caller the rights of root.",
        example="RUN chmod 4755 /usr/local/bin/tool",
    ),
    FindingKind(
        "setgid-file",
        Level.WARNING,
        N_("runs with its group's rights, whoever starts it: mode {detail}"),
        see=("CIS-DI-0008", "CWE-250"),
        advice=N_("Remove the bit in the step that writes it, unless the program needs it."),
        why="A flaw in such a program gives its caller the rights of the group.",
        example="RUN chmod 2755 /usr/local/bin/tool",
    ),
    FindingKind(
        "world-writable",
        Level.WARNING,
        N_("writable for everyone: {detail}"),
        see=("CWE-732",),
        advice=N_(
            "Give it to the user of the container instead: COPY --chown, or chmod o-w in the"
            " step that writes it."
        ),
        why="Any process in the container can replace it, and what others then run or read.",
        example="RUN chmod -R 777 /app",
    ),
    # layers
    FindingKind(
        "copied-metadata",
        Level.WARNING,
        N_("stored again, unchanged but for mode, owner or time: {detail}"),
        advice=N_("Set mode and owner in the step that adds it."),
        why="A layer stores whole files: a new owner costs as much as a new file.",
        example="COPY app /app\nRUN chown -R app /app",
    ),
    FindingKind(
        "deleted-later",
        Level.WARNING,
        N_("deleted by a later layer, stored all the same: {detail}"),
        advice=N_("Delete it in the step that writes it, or do not write it."),
        why="A layer cannot make the layers below it smaller; what is deleted can be read still.",
        example="RUN curl -O https://example.com/big.tgz\nRUN rm big.tgz",
    ),
    FindingKind(
        "mergeable-layers",
        Level.NOTE,
        N_("layers {detail} would store less as one RUN instruction"),
        see=("DL3059",),
        advice=N_("Merge them into one RUN if they change together."),
        why="What one deletes of another is then not stored at all.",
        example="RUN make\nRUN make clean",
    ),
    # configuration
    FindingKind(
        "runs-as-root",
        Level.NOTE,
        N_("containers start as root"),
        see=("CIS-DI-0001", "DL3002", "CWE-250"),
        advice=N_("Add a user and name it with USER."),
        why="Whoever breaks out of the program is root in the container.",
        example='FROM debian\nCMD ["server"]',
    ),
    FindingKind(
        "no-healthcheck",
        Level.NOTE,
        N_("no HEALTHCHECK: an engine cannot tell whether the program works"),
        see=("CIS-DI-0006", "DL3057"),
        advice=N_("Add a HEALTHCHECK, unless an orchestrator checks it or nothing runs for long."),
        why="A program that hangs counts as running.",
        example='FROM debian\nCMD ["server"]',
    ),
    FindingKind(
        "latest-tag",
        Level.NOTE,
        N_("the tag names no version: {detail}"),
        see=("DKL-DI-0006",),
        advice=N_("Give the image a tag that names its version, too."),
        why="The tag moves to the next build: no one can tell which one runs, or go back.",
        example="docker build -t app .",
    ),
    FindingKind(
        "empty-password",
        Level.WARNING,
        N_("accounts without a password: {detail}"),
        see=("DKL-LI-0001", "CWE-258"),
        advice=N_("Lock them with “passwd -l”."),
        why="Whoever has a shell in the container can become such a user.",
        example="RUN passwd -d root",
    ),
    FindingKind(
        "duplicate-uid",
        Level.WARNING,
        N_("accounts that share a user ID: {detail}"),
        see=("DKL-LI-0002",),
        advice=N_("Give each account an ID of its own."),
        why="They own the same files: one can do whatever the other can.",
        example="RUN useradd -o -u 0 admin",
    ),
)
