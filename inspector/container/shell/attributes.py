"""``chmod`` and ``chown``: what changes a file's metadata, and copies up all of it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from errno import ENOENT
from functools import partial
from typing import TYPE_CHECKING

from inspector.container.shell.modes import ModeChange, read_mode
from inspector.container.shell.options import Given, Options
from inspector.container.shell.process import ContainerCommand, Null, path_in, reason, reference
from inspector.container.shell.quoting import quote, quote_if_needed
from inspector.container.shell.users import Users
from inspector.errors import FileError
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inspector.container.shell.process import Process
    from inspector.container.stat import Stat

_CHMOD = Options(
    "chmod", "-R --recursive", "-v --verbose", "-c --changes", "-f --silent --quiet",
    "--reference=",
)  # fmt: skip
_CHOWN = Options(
    "chown", "-R --recursive", "-v --verbose", "-c --changes", "-f --silent --quiet",
    "-h --no-dereference", "--reference=", "--dereference", "-P",
)  # fmt: skip
_CHGRP = Options("chgrp", "-R --recursive", "-f --silent --quiet", "-h --no-dereference")
# A mode that looks like options.
_MINUS_MODE = re.compile(r"-[rwxXst]+(?:,.*)?")


def below(
    process: Process, name: str, command: str, *, follow: bool
) -> Iterator[tuple[str, Stat | None]]:
    """Yield a path and all below it, parents first, with what they are; None after a complaint.

    ``follow``: a symlink that was named is followed; others never are.
    """
    stack = [(name, follow)]
    while stack:
        path, is_followed = stack.pop()
        about = _look(process, path, command, follow=is_followed)
        yield path, about
        if about is not None and about.kind is Kind.DIR:
            names = process.filesystem.names(process.at(path))
            stack += [(path_in(path, each), False) for each in reversed(names)]


def _look(process: Process, name: str, command: str, *, follow: bool) -> Stat | None:
    """Return what a path is, None after a complaint."""
    try:
        place = process.at(name)
        return process.filesystem.stat(place) if follow else process.filesystem.lstat(place)
    except FileError as error:
        link = process.stat(name, follow=False)
        is_link = link is not None and link.kind is Kind.SYMLINK
        is_dangling = is_link and (error.errno == ENOENT or command != "chmod")
        if is_dangling and command == "chmod":
            process.complain(f"chmod: cannot operate on dangling symlink {quote(name)}")
        else:
            what = "dereference" if is_dangling else "access"
            process.complain(f"{command}: cannot {what} {quote(name)}: {reason(error)}")
        return None


def _chmod(given: Given, mode: str, process: Process, *, is_minus: bool = False) -> int:
    model_name = given.value("reference")
    if model_name is not None:
        model = reference(process, model_name, "chmod")
        if model is None:
            return 1
        mode = f"{model.mode:05o}"
    elif not mode or not given.operands:
        process.complain(f"chmod: missing operand{f' after {quote(mode)}' if mode else ''}")
        return 1
    change = read_mode(mode)
    if change is None:
        process.complain(f"chmod: invalid mode: {quote(mode)}")
        return 1
    results = [
        _chmod_one(given, process, each, change, is_minus=is_minus) for each in given.operands
    ]
    return int(not all(results))


def _chmod_one(
    given: Given, process: Process, name: str, change: ModeChange, *, is_minus: bool
) -> bool:
    is_fine = True
    process = _heard(given, process)
    for path, about in _reached(given, process, name, "chmod", follow=True):
        is_told = given.last("v", "c") == "v"
        if about is None:
            is_fine = False
            if is_told:
                process.say(f"{quote(path)} could not be accessed")
        elif about.kind is not Kind.SYMLINK:
            is_fine = _change_mode(given, process, (path, about), change) and is_fine
            is_fine = not (is_minus and _is_surprise(process, path, about, change)) and is_fine
        elif is_told:
            process.say(f"neither symbolic link {quote(path)} nor referent has been changed")
    return is_fine


def _change_mode(
    given: Given, process: Process, place: tuple[str, Stat], change: ModeChange
) -> bool:
    path, about = place
    after = change.of(about.mode, is_dir=about.kind is Kind.DIR)
    try:
        process.filesystem.chmod(process.at(path), after)
    except FileError as error:
        process.complain(f"chmod: changing permissions of {quote(path)}: {reason(error)}")
        return False
    _tell_mode(given, process, path, about.mode, after)
    return True


def _is_surprise(process: Process, path: str, about: Stat, change: ModeChange) -> bool:
    """Complain where the umask has left what ``chmod -w`` seems to take away."""
    is_dir = about.kind is Kind.DIR
    after = change.of(about.mode, is_dir=is_dir)
    expected = change.of(about.mode, is_dir=is_dir, umask=0)
    if not after & ~expected:
        return False
    modes = f"{_mode(after)[6:-1]}, not {_mode(expected)[6:-1]}"
    process.complain(f"chmod: {quote_if_needed(path)}: new permissions are {modes}")
    return True


def _tell_mode(given: Given, process: Process, path: str, before: int, after: int) -> None:
    if before != after and given.has("v", "c"):
        process.say(f"mode of {quote(path)} changed from {_mode(before)} to {_mode(after)}")
    elif given.last("v", "c") == "v":
        process.say(f"mode of {quote(path)} retained as {_mode(after)}")


def _mode(mode: int) -> str:
    import stat

    return f"{mode:04o} ({stat.filemode(mode)[1:]})"


def _heard(given: Given, process: Process) -> Process:
    """Return the process, without stderr where ``-f`` is given."""
    return replace(process, stderr=Null()) if given.has("f") else process


def _reached(
    given: Given, process: Process, name: str, command: str, *, follow: bool
) -> Iterator[tuple[str, Stat | None]]:
    """Yield what an operand stands for: itself, with ``-R`` all below it, too."""
    if given.has("R"):
        yield from below(process, name, command, follow=follow)
    else:
        yield name, _look(process, name, command, follow=follow)


def _chown(given: Given, command: str, process: Process) -> int:
    operands = given.operands
    model_name = given.value("reference")
    if model_name is None and not operands:
        process.complain(f"{command}: missing operand")
        return 1
    owner = "" if model_name is not None else operands[0]
    names = operands if model_name is not None else operands[1:]
    if not names:
        process.complain(f"{command}: missing operand after {quote(owner)}")
        return 1
    owners = Users(process.filesystem)
    if model_name is not None:
        model = reference(process, model_name, command)
        if model is None:
            return 1
        new = _Owner(model.uid, model.gid, owners.user(model.uid), owners.group(model.gid))
    else:
        try:
            new = _asked(owner if command == "chown" else f":{owner}", owners, process)
        except LookupError as error:
            process.complain(f"{command}: {error.args[0]}")
            return 1
    change = _OwnerChange(command, given, _heard(given, process), owners, new)
    results = [_chown_one(change, each) for each in names]
    return int(not all(results))


@dataclass(frozen=True)
class _Owner:
    """Numbers, -1 for one that stays, and how messages name them."""

    uid: int
    gid: int
    user: str
    group: str

    @property
    def text(self) -> str:
        return ":".join(filter(None, (self.user, self.group)))


@dataclass(frozen=True)
class _OwnerChange:
    """What ``chown`` and ``chgrp`` were asked for."""

    command: str
    given: Given
    process: Process
    names: Users
    new: _Owner

    def tell(self, path: str, about: Stat) -> None:
        """Say what has become of a path, which was as ``about`` says."""
        new, given = self.new, self.given
        user = self.names.user(about.uid) if new.user else ""
        old = _Owner(about.uid, about.gid, user, self.names.group(about.gid) if new.group else "")
        what = "group" if new.group and not new.user else "ownership"
        if new.uid in {-1, old.uid} and new.gid in {-1, old.gid}:
            if given.last("v", "c") == "v":
                kept = f" as {old.text}" if old.text else ""
                self.process.say(f"{what} of {quote(path)} retained{kept}")
        elif given.has("v", "c"):
            self.process.say(f"changed {what} of {quote(path)} from {old.text} to {new.text}")


def _chown_one(change: _OwnerChange, name: str) -> bool:
    is_fine = True
    given, process, command, new = change.given, change.process, change.command, change.new
    follow = not given.has("h", "R")
    for path, about in _reached(given, process, name, command, follow=follow):
        if about is None:
            is_fine = False
            continue
        try:
            process.filesystem.chown(process.at(path), new.uid, new.gid, follow=follow)
        except FileError as error:
            process.complain(f"{command}: changing ownership of {quote(path)}: {reason(error)}")
            is_fine = False
            continue
        change.tell(path, about)
    return is_fine


def _asked(text: str, users: Users, process: Process) -> _Owner:
    """Return the owner of ``_owner``; an old ``USER.GROUP`` counts, with a warning."""
    try:
        return _owner(text, users)
    except LookupError:
        if "." not in text or ":" in text:
            raise
        with suppress(LookupError):
            found = _owner(text.replace(".", ":", 1), users)
            process.complain(f"chown: warning: '.' should be ':': {quote(text)}")
            return found
        raise


def _owner(text: str, users: Users) -> _Owner:
    """Return what ``USER``, ``USER:GROUP``, ``USER:``, ``:GROUP`` stand for.

    Raises LookupError with a message.
    """
    user, colon, group = text.partition(":")
    uid = users.uids.get(user, _number(user)) if user else -1
    if uid is None:
        raise LookupError(f"invalid user: {quote(text)}")
    if not colon or (not group and not user):
        return _Owner(uid, -1, user, "")
    if not group:
        if user not in users.uids:
            raise LookupError(f"invalid spec: {quote(text)}")
        primary = users.primary.get(uid, -1)
        return _Owner(uid, primary, user, users.group(primary))
    gid = users.gids.get(group, _number(group))
    if gid is None:
        raise LookupError(f"invalid group: {quote(text.removeprefix(':') if not user else text)}")
    return _Owner(uid, gid, user, group)


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.removeprefix("+").isdecimal()
    return int(text) if is_number and len(text) < 12 and int(text) < 2**32 - 1 else None


def _prepare_chmod(words: Sequence[str]) -> Callable[[Process], int]:
    minus = next((each for each in words if _MINUS_MODE.fullmatch(each)), None)
    if minus is not None and "--" not in words:
        rest = list(words)
        rest.remove(minus)
        return partial(_chmod, _CHMOD.read(rest), minus, is_minus=True)
    given = _CHMOD.read(words)
    if given.has("reference") or not given.operands:
        return partial(_chmod, given, "")
    mode, *names = given.operands
    return partial(_chmod, Given(given.options, tuple(names)), mode)


def _prepare_chown(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_chown, _CHOWN.read(words), "chown")


def _prepare_chgrp(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_chown, _CHGRP.read(words), "chgrp")


COMMANDS = (
    ContainerCommand("chmod", _prepare_chmod),
    ContainerCommand("chown", _prepare_chown),
    ContainerCommand("chgrp", _prepare_chgrp),
)
