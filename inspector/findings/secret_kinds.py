"""Secrets that an image holds."""

from __future__ import annotations

from inspector.findings.kind import FindingKind, Level
from inspector.language import N_

SECRET_KINDS = (
    FindingKind(
        "secret-private-key",
        Level.ERROR,
        N_("private key: {detail}"),
        see=("CWE-312", "CWE-321"),
        advice=N_(
            "Keep it out of the build context or mount it with RUN --mount=type=secret, and"
            " replace the key: whoever has the image has it, even where a later layer deletes it."
        ),
        why="Whoever pulls the image can log in, sign or decrypt with it. Layers are never changed:"
        " deleting the file in a later layer hides it from containers alone.",
        example="COPY id_rsa /root/.ssh/id_rsa\nRUN git clone … && rm /root/.ssh/id_rsa",
    ),
    FindingKind(
        "secret-token",
        Level.ERROR,
        N_("token: {detail}"),
        see=("CWE-312", "CWE-798", "CIS-DI-0010"),
        advice=N_(
            "Keep it out of the build context or mount it with RUN --mount=type=secret, and"
            " revoke the token: whoever has the image has it, even where a later layer deletes it."
        ),
        why="A value that begins as the tokens of a service do, and looks random. `audit --secrets"
        " deep` searches every text file up to 1 MiB for them.",
        example="COPY settings.py /srv/app/settings.py",
    ),
    FindingKind(
        "secret-file",
        Level.ERROR,
        N_("credentials: {detail}"),
        see=("CWE-312", "CIS-DI-0010"),
        advice=N_(
            "List it in .dockerignore or mount it with RUN --mount=type=secret, and replace"
            " what it holds: whoever has the image has it, even where a later layer deletes it."
        ),
        why="Files with names such as `.env`, `.netrc`, `.npmrc`, `.aws/credentials` or"
        " `.docker/config.json` are there to hold passwords, and this one does. One that says"
        " `changeme` or `${TOKEN}` is not a finding.",
        example="COPY . /srv/app",
    ),
    FindingKind(
        "secret-config",
        Level.ERROR,
        N_("secret: {detail}"),
        see=("CWE-312", "CWE-798", "CIS-DI-0010"),
        advice=N_(
            "Set it when a container starts, not in the image, and replace the secret: whoever"
            " has the image can read its configuration."
        ),
        why="Variables, labels, build arguments and commands can be read by everyone who has the"
        " image, without a container. History rows are counted from 0, the oldest; a row without"
        " a layer is a finding of the image.",
        example="ARG NPM_TOKEN\nENV DB_PASSWORD=…",
    ),
)
