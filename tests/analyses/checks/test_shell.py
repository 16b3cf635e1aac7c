"""The commands of a shell text, and texts that want to cost much."""

from __future__ import annotations

from time import process_time

import pytest

from inspector.analyses.checks.shell import ShellCommand, ShellParser
from tests.cases import tried_with

COMMANDS = {
    "set -eux; apt-get update && apt-get install -y curl": [
        "set -eux",
        "apt-get update",
        "apt-get install -y curl",
    ],
    "# apt-get clean\ntrue": ["true"],
    "echo 'apt-get clean'": ["echo apt-get clean"],
    'if true; then rm -rf "/var/cache"; fi': ["true", "rm -rf /var/cache"],
    "for a in b; do pip install $a; done": ["pip install $a"],
    "A=b sudo -E env C=d pip install x": ["pip install x"],
    "sh -c 'apk add curl && true'": ["apk add curl", "true"],
    '/bin/bash -ec "yarn"': ["yarn"],
    "(cd /a && make) || exit 1": ["cd /a", "make", "exit 1"],
    "echo $(ls /a)": ["echo $(ls /a)", "ls /a"],
    "<<EOF\napt-get update\nrm -rf /tmp/*\nEOF": ["apt-get update", "rm -rf /tmp/*"],
    "a \\\n  b": ["a b"],
    "": [],
}


@tried_with("text", COMMANDS)
def test_the_commands_of_a_text(text: str) -> None:
    found = ShellParser().commands(text)
    assert found is not None
    assert [" ".join(each.words) for each in found] == COMMANDS[text]


def test_options_between_words_are_passed_over() -> None:
    command = ShellCommand(("/usr/bin/apt-get", "-y", "--quiet", "install", "a"))
    assert command.begins(("apt-get", "install"))
    assert not command.begins(("apt-get", "update"))
    assert not ShellCommand(("echo", "apt-get", "install")).begins(("apt-get", "install"))


@pytest.mark.parametrize(
    "text",
    [
        "<" * 16_000,
        "(" * 16_000,
        "$(" * 8_000,
        "cat <<A <<B " * 1_300,
        "`" * 16_000,
        "\ud800\0",
        "a" * 10**6,
    ],
    ids=["<", "(", "$(", "heredocs", "`", "odd", "long"],
)
def test_texts_that_want_to_cost_much(text: str) -> None:
    shell = ShellParser()
    begin = process_time()
    for _ in range(15):
        shell.commands(text)
    assert process_time() - begin < 4  # each of these that is parsed takes half a second or more
