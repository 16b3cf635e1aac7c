"""The commands of a shell text, by a parser of bash: a rule never looks for substrings.

A text comes from an image: it may be anything, and what the parser cannot read is no command.
"""

from __future__ import annotations

import re
from itertools import pairwise
from time import process_time
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

# The parser takes time in the square of what it cannot read: of the worst, this takes 0.6 s.
_LONGEST = 16 << 10
# Seconds of a processor after which the texts of one image are no longer parsed.
_BUDGET = 0.5
_DEEPEST = 2  # shells that commands start, and those that these start
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh"})
_WRAPPERS = frozenset({"command", "doas", "env", "eval", "exec", "nice", "sudo", "time"})
_HEREDOC = re.compile(r"\s*<<-?[\"']?(\w+)[\"']?[ \t]*\n(.*?)(?:\n\1\s*)?", re.DOTALL)
_ASSIGNMENT = re.compile(r"\w+=")


class ShellCommand(msgspec.Struct, frozen=True):
    """One simple command: its words without quotes; variables stand as they are written."""

    words: tuple[str, ...]

    @property
    def arguments(self) -> tuple[str, ...]:
        """All words but the first."""
        return self.words[1:]

    def begins(self, words: tuple[str, ...]) -> bool:
        """Whether it is called with these words first, options between them passed over."""
        if not self.words or self.words[0].rpartition("/")[2] != words[0]:
            return False
        said = [each for each in self.arguments if each[:1] != "-" or each in words]
        return tuple(said[: len(words) - 1]) == words[1:]


class ShellParser:
    """Parses the texts of one image, within a budget of time for all of them."""

    def __init__(self) -> None:
        self._parser = _parser()
        self._spent = 0.0

    def commands(self, text: str) -> tuple[ShellCommand, ...] | None:
        """Return the commands of a text in their order, None where it is not parsed."""
        heredoc = _HEREDOC.fullmatch(text)
        return self._commands(heredoc[2] if heredoc is not None else text, _DEEPEST)

    def _commands(self, text: str, depth: int) -> tuple[ShellCommand, ...] | None:
        data = text.encode(errors="replace")
        if self._parser is None or len(data) > _LONGEST or self._spent > _BUDGET:
            return None
        begin = process_time()
        root = self._parser.parse(data).root_node
        found: list[ShellCommand] = []
        for node in _command_nodes(root):
            words = _unwrapped(_words(node))
            within = _script_of(words) if depth else ""
            if within:
                found += self._commands(within, depth - 1) or ()
            elif words:
                found.append(ShellCommand(words))
        self._spent += process_time() - begin
        return tuple(found)


def _parser() -> Parser | None:
    """Return a parser of bash, None where tree-sitter is not installed."""
    try:
        import tree_sitter_bash
        from tree_sitter import Language, Parser
    except ImportError:
        return None
    return Parser(Language(tree_sitter_bash.language()))


def _command_nodes(root: Node) -> list[Node]:
    """Return the commands below a node in the order of the text, however deep they are."""
    found: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type == "command":
            found.append(node)
        stack.extend(reversed(node.named_children))
    return found


def _words(command: Node) -> tuple[str, ...]:
    name = command.child_by_field_name("name")
    if name is None:
        return ()
    arguments = command.children_by_field_name("argument")
    return (_text(name), *(_text(each) for each in arguments))


def _text(node: Node) -> str:
    """Return a word as the shell would pass it; what it would expand stands as it is written."""
    text = (node.text or b"").decode(errors="replace")
    return re.sub(r"[\"']|\\(?=.)", "", text)


def _unwrapped(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a command without what only starts it: ``sudo``, ``env A=b``."""
    while words and words[0] in _WRAPPERS:
        at = 1
        while at < len(words) and (words[at][:1] == "-" or _ASSIGNMENT.match(words[at])):
            at += 1
        words = words[at:]
    return words


def _script_of(words: tuple[str, ...]) -> str:
    """Return the text of ``sh -c TEXT``, "" for any other command."""
    if len(words) < 3 or words[0].rpartition("/")[2] not in _SHELLS:
        return ""
    for option, text in pairwise(words[1:]):
        if option[:1] != "-":
            return ""
        if option.endswith("c") and not option.startswith("--"):
            return text
    return ""
