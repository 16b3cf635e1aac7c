"""Every error that Layerscope raises on purpose.

::

    LayerscopeError
    ├── UsageError              exit 2: a value that does not fit
    │   ├── MissingExtraError   exit 2: an extra of the package is not installed
    │   └── ImageChoiceError    exit 2: several images, or the chosen one is not there
    ├── UnreadableError         exit 3: nothing can be shown
    │   ├── NotAnImageError     exit 3: readable, but no container image
    │   ├── RefusedFileError    exit 3: a file of a folder that the system does not let be read
    │   ├── EngineError         exit 3: no engine had the image
    │   └── RegistryError       exit 3: a registry did not give what was asked of it
    │       └── NoPartsError    exit 3: it gives blobs whole or not at all
    ├── PathNotFoundError       exit 1: a path that the image does not have
    ├── FileError               exit 1: what the file system of an imagined container refuses
    ├── DamageError             exit 4: bytes that break their format; what came before stands
    │   ├── LimitError          exit 4: a limit of ``limits.Limits`` was reached
    │   └── FetchError          exit 4: a layer that its registry did not give
    ├── UnsupportedLayerError   exit 4: a layer of a kind that cannot be opened
    └── MissingBlobError        exit 4: a blob that the archive does not hold

A message is one sentence without a final full stop: what is wrong, where; ``hint``: what to do.
Go's templates have a TemplateError of their own, which becomes a UsageError where they are used.
A message is a ``language.Lazy``: ``str(error)`` is in the user's language, ``text`` in English.
It may quote an image's text: whoever prints one passes it through ``text.printable``.
"""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from typing import ClassVar

import inspector
from inspector.language import N_, Lazy, shown


class ExitCode(IntEnum):
    """What the command returns to the shell."""

    OK = 0
    CHECK_FAILED = 1
    USAGE = 2
    UNREADABLE = 3
    PARTIAL = 4


# The system's words that users meet (errno(3)): Python leaves them in English.
_SYSTEM = (
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("File exists"),
    N_("File name too long"),
    N_("Too many levels of symbolic links"),
    N_("Read-only file system"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("Too many open files"),
    N_("Input/output error"),
    N_("Exec format error"),
    N_("Cannot allocate memory"),
    N_("Text file busy"),
    N_("Invalid argument"),
    N_("Address already in use"),
    N_("Cannot assign requested address"),
    N_("Name or service not known"),
    N_("Temporary failure in name resolution"),
    N_("Connection refused"),
    N_("Connection reset by peer"),
    N_("Network is unreachable"),
    N_("No route to host"),
)


def reason(error: Exception) -> Lazy:
    """Return why the system refuses something, or what else an error says of itself.

    What Python says of a document is in words of its own, for who writes programs.
    """
    if isinstance(error, RecursionError):
        return Lazy("nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return Lazy("not UTF-8")
    most = sys.get_int_max_str_digits()
    if str(error).startswith(f"Exceeds the limit ({most} digits)"):
        return Lazy("a number of more than {most:,} digits", most=most)
    told = getattr(error, "strerror", None) or next(iter(error.args), None)
    if isinstance(told, Lazy):
        return told
    told = told if isinstance(told, str) else str(error)
    return Lazy(told.replace("{", "{{").replace("}", "}}"))


def raised_at(error: BaseException) -> str:
    """Return the innermost line of this program that an error passed: ``audit.py:100``.

    For errors that nobody raised on purpose: what they say may hold an image's text, a secret too.
    """
    from pathlib import Path
    from traceback import extract_tb

    frames = [(Path(each.filename), each.lineno) for each in extract_tb(error.__traceback__)]
    package = Path(inspector.__file__).parent
    own = [each for each in frames if each[0].is_relative_to(package)]
    return ", ".join(f"{file.name}:{line}" for file, line in (own or frames)[-1:])


def internal_error(error: Exception) -> Lazy:
    """Return a sentence for an error that nobody raised on purpose."""
    return Lazy(
        "internal error: {type} ({place})", type=type(error).__name__, place=raised_at(error)
    )


class LayerscopeError(Exception):
    """Root of the tree above."""

    exit_code = ExitCode.UNREADABLE

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def fact(self) -> str:
        """What is wrong and where, without what to do; English, as ``text``."""
        return self.message

    @property
    def text(self) -> str:
        """All that is to be said, in English: for JSON, and for what is shown later."""
        return Lazy("{fact}: {hint}", fact=self.fact, hint=self.hint) if self.hint else self.fact

    def __str__(self) -> str:
        return shown(self.text)


class UsageError(LayerscopeError):
    """A value on the command line that does not fit."""

    exit_code = ExitCode.USAGE


class MissingExtraError(UsageError):
    """What was asked for needs an ``extra`` of the package that is not installed."""

    def __init__(self, asked: str, extra: str) -> None:
        super().__init__(
            Lazy(
                "{asked} needs an extra: pip install '{extra}'",
                asked=asked,
                extra=f"layerscope[{extra}]",
            )
        )


class ImageChoiceError(UsageError):
    """Several images and none chosen, or the chosen one is not there.

    ``reason`` is a sentence for where the images are listed to be chosen from: it names no option.
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class UnreadableError(LayerscopeError):
    """The source cannot be read at all."""


class NotAnImageError(UnreadableError):
    """The source can be read, but holds no container image."""


class RefusedFileError(UnreadableError):
    """A file of an image folder that the system does not let be read; ``why``: in its words."""

    def __init__(self, message: str, *, hint: str | None = None, why: str = "") -> None:
        super().__init__(message, hint=hint)
        self.why = why


class EngineError(UnreadableError):
    """No engine had the image."""


class RegistryError(UnreadableError):
    """A registry did not give what was asked of it.

    ``status``: its answer (RFC 9110, "Status Codes"), None where the answer itself is no good.
    """

    def __init__(self, message: str, *, hint: str | None = None, status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class NoPartsError(RegistryError):
    """A registry does not serve a range of a blob's bytes: the blob is to be had whole."""


class PathNotFoundError(LayerscopeError):
    """The image has no such path, or not of the kind that was asked for."""

    exit_code = ExitCode.CHECK_FAILED


class FileError(LayerscopeError):
    """A system call in an imagined container failed with ``errno``; ``path`` as it was given.

    ``detail`` says more where the kernel's words do not: which bytes cannot be read, and why.
    """

    exit_code = ExitCode.CHECK_FAILED

    def __init__(self, errno: int, path: str, *, detail: str | None = None) -> None:
        super().__init__(f"{path}: {os.strerror(errno)}", hint=detail)
        self.errno = errno
        self.path = path


class DamageError(LayerscopeError):
    """Bytes break the rules of their format at ``offset`` (of the decompressed stream)."""

    exit_code = ExitCode.PARTIAL
    # What helps against bytes that were changed or lost on their way.
    usual_hint: ClassVar[str | None] = Lazy("save or copy it again")

    def __init__(self, message: str, *, offset: int | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=self.usual_hint if hint is None else hint)
        self.offset = offset

    @property
    def fact(self) -> str:
        """What is wrong and where; the beginning is no place to name."""
        if not self.offset:
            return self.message
        return Lazy("{message} at offset {offset:,}", message=self.message, offset=self.offset)


class LimitError(DamageError):
    """A limit was reached; what was read until then stands."""

    usual_hint = None


class FetchError(DamageError):
    """A blob that a registry has, or should have, and that could not be fetched."""

    usual_hint = None


class UnsupportedLayerError(LayerscopeError):
    """A layer of a kind that is recognised and cannot be opened."""

    exit_code = ExitCode.PARTIAL


class MissingBlobError(LayerscopeError):
    """A blob that is named, but not in the archive (OCI image-layout.md, "Blobs")."""

    exit_code = ExitCode.PARTIAL
