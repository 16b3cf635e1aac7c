"""Go's text/template as docker's ``--format`` uses it.

No library of PyPI does this and is kept: they bind Go itself, or were released once. What is here
is the language docker accepts: actions, pipelines, variables, if, with, range, define, template,
block, Go's functions and docker's. Limits: 100 levels of nesting, 150 of execution.
"""

from inspector.gotemplate.execute import execute
from inspector.gotemplate.function import Function
from inspector.gotemplate.go_functions import GO_FUNCTIONS
from inspector.gotemplate.parser import Parsed, parse
from inspector.gotemplate.values import Record, Struct, Value

__all__ = [
    "GO_FUNCTIONS",
    "Function",
    "Parsed",
    "Record",
    "Struct",
    "Value",
    "execute",
    "parse",
]
