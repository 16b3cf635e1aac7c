"""What a function of a template takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.gotemplate.values import Value

# Types of parameters, as Go's messages name them; the last two take anything
STRING = "string"
INT = "int"
STRINGS = "[]string"
ANY = "interface {}"
VALUE = "reflect.Value"


@dataclass(frozen=True, slots=True)
class Function:
    """A function and the types of its parameters; a variadic one's last stands for any number."""

    parameters: tuple[str, ...]
    call: Callable[..., Value]
    variadic: bool = False
