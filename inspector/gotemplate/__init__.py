"""Go's text/template in Python, the same to the byte: see README.md beside this file.

No library of PyPI does this and is kept: they bind Go itself, or were released once.
"""

from inspector.gotemplate.errors import FunctionError, TemplateError
from inspector.gotemplate.execute import execute
from inspector.gotemplate.fields import fields
from inspector.gotemplate.function import Function
from inspector.gotemplate.go_functions import GO_FUNCTIONS
from inspector.gotemplate.parser import Parsed, parse
from inspector.gotemplate.values import Map, Record, Struct, Uint8, Value

__all__ = [
    "GO_FUNCTIONS",
    "Function",
    "FunctionError",
    "Map",
    "Parsed",
    "Record",
    "Struct",
    "TemplateError",
    "Uint8",
    "Value",
    "execute",
    "fields",
    "parse",
]
