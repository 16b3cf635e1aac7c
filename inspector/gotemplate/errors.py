"""What goes wrong with a template."""

from __future__ import annotations


class TemplateError(ValueError):
    """A template that Go refuses, or that fails when it is executed.

    The message is Go's: ``template: :LINE: …`` where it is parsed, ``template: :LINE:COLUMN: …``
    where it is executed; the column counts bytes from 0.
    """


class FunctionError(Exception):
    """What a function raises to fail: the message becomes part of a TemplateError's."""
