"""What goes wrong with a template."""

from __future__ import annotations

# Bytes of a text, and of what one execution writes.
MOST_BYTES = 16 << 20


class TemplateError(ValueError):
    """A template that Go refuses, or that fails when it is executed.

    The message is Go's: ``template: :LINE: …`` where it is parsed, ``template: :LINE:COLUMN: …``
    where it is executed; the column counts bytes from 0.
    """


class FunctionError(Exception):
    """What a function raises to fail: the message becomes part of a TemplateError's."""


class TooLongError(FunctionError):
    """A text that is longer than templates may make one. Go has no limit but memory."""

    def __init__(self) -> None:
        super().__init__(f"a text of more than {MOST_BYTES} bytes")


def check_length(length: int) -> None:
    """Raise TooLongError where a text would be too long."""
    if length > MOST_BYTES:
        raise TooLongError
