"""Options as getopt_long(3) reads them: bundled, abbreviated, between and before the operands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.container.shell.errors import CommandError
from inspector.language import N_, Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Given:
    """What a command was given: its options in their order, and what is none."""

    options: tuple[tuple[str, str], ...]
    operands: tuple[str, ...]

    def has(self, *names: str) -> bool:
        """Whether one of the options was given."""
        return any(name in names for name, _ in self.options)

    def value(self, name: str) -> str | None:
        """Return the last value of an option, None where it was not given."""
        return next((value for each, value in reversed(self.options) if each == name), None)

    def last(self, *names: str) -> str:
        """Return which of some options was given last, "" for none."""
        return next((name for name, _ in reversed(self.options) if name in names), "")


class Options:
    """The options of a command, each told as ``-r -R --recursive``, with ``=`` behind for a value.

    An option is called as its first name is, without dashes.
    """

    def __init__(self, command: str, *options: str, stops: bool = False) -> None:
        self._command = command
        self._told = [option.split()[0].rstrip("=") for option in options]
        self._stops = stops  # the first operand ends the options
        self._names: dict[str, tuple[str, bool]] = {}
        for option in options:
            names = [each.rstrip("=") for each in option.split()]
            takes_value = option.endswith("=")
            self._names |= {each: (names[0].lstrip("-"), takes_value) for each in names}

    def read(self, words: Sequence[str]) -> Given:
        """Return the options and operands of a command's words. Raises CommandError."""
        options: list[tuple[str, str]] = []
        operands: list[str] = []
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word == "--":
                operands += rest
                break
            if word.startswith("--"):
                options.append(self._long(word, rest))
            elif word.startswith("-") and word != "-":
                options += self._short(word, rest)
            else:
                operands.append(word)
                if self._stops:
                    operands += rest
                    break
        return Given(tuple(options), tuple(operands))

    def _long(self, word: str, rest: list[str]) -> tuple[str, str]:
        name, equals, value = word.partition("=")
        known = [each for each in self._names if each.startswith(name) and each.startswith("--")]
        found = {self._names[each] for each in (known if name not in known else [name])}
        if len(found) != 1:
            raise self._unknown(name)
        key, takes_value = found.pop()
        if equals and not takes_value:
            raise self._unknown(word)
        return key, value if equals else self._value(name, rest) if takes_value else ""

    def _short(self, word: str, rest: list[str]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for at, letter in enumerate(word[1:], 2):
            known = self._names.get(f"-{letter}")
            if known is None:
                raise self._unknown(f"-{letter}")
            key, takes_value = known
            if takes_value:
                found.append((key, word[at:] or self._value(f"-{letter}", rest)))
                break
            found.append((key, ""))
        return found

    def _value(self, name: str, rest: list[str]) -> str:
        if not rest:
            raise CommandError(
                Lazy("{command}: a value is missing after {name}", command=self._command, name=name)
            )
        return rest.pop(0)

    def _unknown(self, name: str) -> CommandError:
        template = N_("{command}: {name} is not understood; understood: {options}")
        if not self._told:
            template = N_("{command}: {name} is not understood, nor is any other option")
        options = " ".join(self._told)
        return CommandError(Lazy(template, command=self._command, name=name, options=options))
