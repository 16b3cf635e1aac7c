"""A history row's command as the Dockerfile instruction it came from."""

from __future__ import annotations

import re

_NOP = re.compile(r"^/bin/sh -c #\(nop\) +")
_SHELL = re.compile(r"^(?:\|(\d+) .*?)?/bin/sh -c ", re.DOTALL)
_BUILDKIT = re.compile(r"\s*# buildkit\s*$")
_WORDS = frozenset(
    {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"}
    | {"MAINTAINER", "ONBUILD", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"}
)


def instruction(created_by: str) -> str:
    """Return ``RUN yum -y install …`` for ``/bin/sh -c yum -y install …``, and the like.

    The classic builder's ``#(nop)``, its ``|N A=b`` arguments and BuildKit's mark are taken away;
    what is no shell command is returned as it is.
    """
    text = _BUILDKIT.sub("", created_by.strip())
    if _NOP.match(text):
        return _NOP.sub("", text)
    word, _, rest = text.partition(" ")
    if word == "RUN":
        return "RUN " + _SHELL.sub("", rest.lstrip())
    if word in _WORDS:
        return text
    if _SHELL.match(text):
        return "RUN " + _SHELL.sub("", text)
    return text
