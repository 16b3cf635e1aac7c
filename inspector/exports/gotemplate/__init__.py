"""Go's text/template as docker's ``--format`` uses it.

No library of PyPI does this and is kept: they bind Go itself, or were released once. What is here
is the language docker accepts: actions, pipelines, variables, if, with, range, define, template,
block, Go's functions and docker's. Limits: 100 levels of nesting, 150 of execution.
"""

from inspector.exports.gotemplate.docker_functions import (
    DOCKER_FUNCTIONS,
    DOCKER_HEADER_FUNCTIONS,
)
from inspector.exports.gotemplate.execute import execute
from inspector.exports.gotemplate.function import Function
from inspector.exports.gotemplate.go_functions import GO_FUNCTIONS
from inspector.exports.gotemplate.parser import Parsed, parse
from inspector.exports.gotemplate.values import Record, Struct, Value

__all__ = [
    "DOCKER_FUNCTIONS",
    "DOCKER_HEADER_FUNCTIONS",
    "GO_FUNCTIONS",
    "Function",
    "Parsed",
    "Record",
    "Struct",
    "Value",
    "execute",
    "parse",
]
