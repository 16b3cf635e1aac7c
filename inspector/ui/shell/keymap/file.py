"""The user's own keys: a TOML file that names actions and the keys they shall have.

A whole set of keys to begin with, and keys for single actions::

    keymap = "dive"

    [keys]
    main.mode = "m"
    rows.first = ["home", "ctrl+home"]

What the file says that cannot be done is told in a line, and the rest of it holds.
"""

from __future__ import annotations

from difflib import get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from inspector import toml
from inspector.errors import reason
from inspector.io.found import open_found
from inspector.language import _, shown
from inspector.ui.keys.actions import Keymap
from inspector.ui.shell.keymap.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_NAME = "keys.toml"
_MOST_BYTES = 1 << 20
_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_NAMED = {
    *(each.value for each in Keys if "+" not in each.value and "<" not in each.value),
    *KEY_NAME_REPLACEMENTS.values(),
}
_OTHER_NAMES = {
    "esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", "return": "enter",
}  # fmt: skip
# What a terminal sends for both is one byte.
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter"}


def keymap_path() -> Path | None:
    """Return where the user's keys lie, None where no home is known."""
    from platformdirs import user_config_path

    try:
        return user_config_path("layerscope") / _NAME
    except RuntimeError:
        return None


def read_keymap(path: Path | None) -> Keymap:
    """Return the keys that a file asks for; those of a file that is not there are none."""
    if path is None:
        return Keymap()
    try:
        with open_found(path) as file:
            document = toml.loads(file.read(_MOST_BYTES).decode())
    except (FileNotFoundError, NotADirectoryError):
        return Keymap()
    except OSError as error:
        return Keymap(
            complaints=(_said(path, _("cannot be read: {reason}"), reason=shown(reason(error))),)
        )
    except (ValueError, RecursionError) as error:
        is_text = not isinstance(error, UnicodeDecodeError)
        told = shown(reason(error)) if is_text else _("not a text file")
        return Keymap(complaints=(_said(path, _("no keys were changed: {reason}"), reason=told),))
    return _KeymapReader(path).read(document)


def _said(path: Path, text: str, **values: object) -> str:
    return f"{path}: {text.format(**values)}"


class _KeymapReader:
    """Reads one file's document, and collects what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._complaints: list[str] = []

    def read(self, document: dict[str, Any]) -> Keymap:
        """Return what the document asks for, as far as it can be done."""
        for name in document.keys() - {"keymap", "keys"}:
            self._complain(_("{name!r} is not known; only 'keymap' and 'keys' are"), name=name)
        own = self._own(document.get("keys", {}))
        preset = {
            name: keys
            for name, keys in self._preset(document.get("keymap", "default")).items()
            if name not in own
        }
        kept = self._settled(own, preset)
        return Keymap(kept, tuple(self._complaints))

    def _complain(self, text: str, **values: object) -> None:
        self._complaints.append(_said(self._path, text, **values))

    def _preset(self, name: object) -> Mapping[str, tuple[str, ...]]:
        if isinstance(name, str) and name in PRESETS:
            return PRESETS[name]
        there = ", ".join(PRESETS)
        self._complain(
            _("there is no keymap {name!r}; the keymaps are {there}"), name=name, there=there
        )
        return {}

    def _own(self, table: object) -> dict[str, tuple[str, ...]]:
        if not isinstance(table, dict):
            self._complain(_("'keys' is not a table: write [keys] above the keys"))
            return {}
        # Whoever has no such file does not wait for all parts of the screen.
        from inspector.ui.shell.keymap.table import all_actions

        own: dict[str, tuple[str, ...]] = {}
        for name, value in _flat(table):
            if name not in all_actions():
                near = next(iter(get_close_matches(name, all_actions(), 1)), "")
                text = _("there is no action {name!r}; did you mean {near}?")
                self._complain(
                    text if near else _("there is no action {name!r}"), name=name, near=near
                )
            elif keys := self._keys(name, value):
                own[name] = keys
        return own

    def _keys(self, name: str, value: object) -> tuple[str, ...]:
        texts = value.split(",") if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
            self._complain(_("{name}: keys must be a string or a list of strings"), name=name)
            return ()
        keys = [(text, key_named(text)) for text in texts]
        for text, key in keys:
            if key is None:
                self._complain(_("{name}: there is no key {key!r}"), name=name, key=text.strip())
        return tuple(dict.fromkeys(key for _text, key in keys if key is not None))

    def _settled(
        self, own: dict[str, tuple[str, ...]], preset: dict[str, tuple[str, ...]]
    ) -> dict[str, tuple[str, ...]]:
        """Return the keys without those that would take another action's key away."""
        kept = {**own, **preset}
        order = list(kept)
        while clash := next(_clashes(kept, preset), None):
            key, *names = clash
            # A preset gives way to the user, a later line to an earlier one.
            loser = max((name for name in names if name in kept), key=order.index)
            del kept[loser]
            if loser in own:
                other = names[0] if loser == names[1] else names[1]
                text = _("{name}: {key!r} is already the key of {other}")
                self._complain(text, name=loser, key=key, other=other)
        return kept


def key_named(text: str) -> str | None:
    """Return Textual's name of a key, None where there is no such key."""
    head, base = _parted(text.strip())
    modifiers = {each.strip() for each in head.lower().split("+")} if head else set()
    if not base or not modifiers <= set(_MODIFIERS):
        return None
    if len(base) > 1:
        base = _OTHER_NAMES.get(base.lower(), base.lower())
        if base not in _NAMED and key_to_character(base) is None:
            return None
    elif not base.isprintable():
        return None
    else:
        if base.isalpha() and "shift" in modifiers:
            modifiers.remove("shift")
            base = base.upper()
        elif "ctrl" in modifiers:
            base = base.lower()
        base = _named(base)
    return "+".join((*sorted(modifiers, key=_MODIFIERS.index), base))


def _parted(text: str) -> tuple[str, str]:
    """Return a key's modifiers and its base, which may be a plus."""
    if text == "+" or text.endswith("++"):
        return text[:-2], "+"
    head, plus, base = text.rpartition("+")
    return (head or plus), base.strip()


def _named(character: str) -> str:
    """Return Textual's name of a character's key."""
    if character == ",":  # which parts keys
        return "comma"
    (binding,) = Binding.make_bindings([Binding(character, "")])
    return binding.key


def _flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield names and values; ``main.mode = …`` is a table in a table, as TOML has it."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _clashes(
    keys: Mapping[str, tuple[str, ...]], preset: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, str]]:
    """Yield a key and two actions it would have in one place.

    Not where it has both as it comes, or as a preset has it: the inner of two parts has it there.
    """
    from inspector.ui.shell.keymap.table import CHAINS, OVERLAYS, actions_of

    for chain in CHAINS:
        # The keys of a lesson are there with a lesson alone, and give way to those within.
        parts = [part for part in chain if part not in OVERLAYS]
        actions = {each.id: each.keys for part in parts for each in actions_of(part)}
        owners: dict[str, list[str]] = {}
        for name, usual in actions.items():
            mine = keys.get(name, usual)
            same = {} if name in preset else _SAME
            for key in dict.fromkeys(same.get(each, each) for each in mine):
                owners.setdefault(key, []).append(name)
        for key, names in owners.items():
            for one, other in combinations(names, 2):
                is_usual = key in actions[one] and key in actions[other]
                is_meant = is_usual or {one, other} <= preset.keys()
                if not is_meant and (one in keys or other in keys):
                    yield key, one, other
