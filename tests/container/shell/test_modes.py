"""Modes of chmod and mkdir; GNU's own answers."""

from __future__ import annotations

from inspector.container.shell.modes import read_mode
from tests.cases import tried_with


@tried_with(
    ("mode", "before", "file", "directory"),
    [
        ("755", 0o644, 0o755, 0o755),
        ("755", 0o6644, 0o755, 0o6755),
        ("00755", 0o6644, 0o755, 0o755),
        ("2755", 0o644, 0o2755, 0o2755),
        ("u+x", 0o644, 0o744, 0o744),
        ("+x", 0o600, 0o711, 0o711),
        ("+w", 0o400, 0o600, 0o600),
        ("a+w", 0o400, 0o622, 0o622),
        ("-x", 0o777, 0o666, 0o666),
        ("go-rwx", 0o777, 0o700, 0o700),
        ("a+X", 0o644, 0o644, 0o755),
        ("a+X", 0o744, 0o755, 0o755),
        ("g=u", 0o640, 0o660, 0o660),
        ("u=rw,o+t", 0o755, 0o1655, 0o1655),
        ("=r", 0o2755, 0o444, 0o2444),
        ("u+s,g+s", 0o755, 0o6755, 0o6755),
        ("u-s", 0o4755, 0o755, 0o755),
        ("o=", 0o777, 0o770, 0o770),
        ("u+r+w-x", 0o100, 0o600, 0o600),
    ],
)
def test_a_mode_makes_another(mode: str, before: int, file: int, directory: int) -> None:
    change = read_mode(mode)
    assert change is not None
    assert oct(change.of(before, is_dir=False)) == oct(file)
    assert oct(change.of(before, is_dir=True)) == oct(directory)


@tried_with("mode", ["", "8", "77777", "u", "u+q", "x+u", "u+x,", "+ug"])
def test_other_words_are_no_modes(mode: str) -> None:
    assert read_mode(mode) is None
