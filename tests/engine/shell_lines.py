"""Random command lines for a shell, about paths that are there and some that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from random import Random

_NAMES = ("a", "b", "c", "x.txt", "y.log", "d", "e", ".h", "two words")
_MODES = ("600", "755", "4755", "1777", "u+x", "go-rwx", "a+X", "g=u", "+x", "=r", "u=rw,o+t", "-w")
_OWNERS = ("1", "1000:1000", ":50", "0:0", "7:")
_DATES = ("@1000000000", "2001-02-03", "'2002-03-04 05:06:07'", "'2003-01-01 00:00:00 +02:00'")
_TEXTS = ("one", "'two words'", "three", '"quoted"')


class Lines:
    """Makes lines; ``paths`` are those that are there, without a slash in front.

    ``links`` are the symlinks of them.
    """

    def __init__(self, random: Random, paths: Sequence[str], links: Collection[str]) -> None:
        self._random = random
        self._links = links
        self._paths = paths

    def line(self) -> str:
        """Return one line, mostly a single command."""
        random = self._random
        command = self._command()
        if random.random() < 0.1:
            return f"{command}{random.choice((' && ', '; ', ' || '))}{self._command()}"
        if random.random() < 0.05 and self._paths:
            return f"cd {self._there()} && {command}"
        return command

    def _command(self) -> str:
        maker = self._random.choice(_MAKERS)
        return str(maker(self))

    def _pick(self, *choices: str) -> str:
        return self._random.choice(choices)

    def _some(self, *options: str) -> str:
        """Return each of some options with a chance of one in four, in front of a space."""
        return "".join(f"{each} " for each in options if self._random.random() < 0.25)

    def _there(self) -> str:
        """Return a path that is there, quoted."""
        if not self._paths:
            return "a"
        return _quoted(self._random.choice(self._paths))

    def _new(self) -> str:
        """Return a path whose directory is there, most likely."""
        name = self._random.choice(_NAMES)
        if self._random.random() < 0.4 or not self._paths:
            return _quoted(name)
        above = self._random.choice(self._paths)
        if self._random.random() < 0.5:
            above = above.rpartition("/")[0]
        return _quoted(f"{above}/{name}" if above else name)

    def _any(self) -> str:
        return self._there() if self._random.random() < 0.65 else self._new()

    def _operands(self) -> str:
        """Return one to three paths, or a glob."""
        if self._random.random() < 0.15 and self._paths:
            above = self._random.choice(self._paths).rpartition("/")[0]
            glob = self._pick("*", "?", "[a-d]", "*.txt", "[!a]*", "*.*")
            return _quoted(f"{above}/") + glob if above else glob
        return " ".join(self._any() for _ in range(self._random.choice((1, 1, 1, 2, 3))))

    def _sources_and_target(self) -> str:
        """Return operands with a target that is none of them: GNU holds it open meanwhile."""
        operands, target = self._operands(), self._any()
        if target in operands or target in self._links:
            target = self._pick("elsewhere", "empty", "a/elsewhere")
        return f"{operands} {target}"

    # commands

    def rm(self) -> str:
        return f"rm {self._some('-r', '-r', '-f', '-v', '-d')}{self._operands()}"

    def rm_all(self) -> str:
        return f"rm -rf {self._operands()}"

    def rmdir(self) -> str:
        return f"rmdir {self._some('-p', '-v')}{self._operands()}"

    def mkdir(self) -> str:
        options = self._some("-p", "-p", "-v", "-m 700", "-m u=rwx,g+s", "-m 1777")
        tail = self._pick("", "", "/" + self._pick("p", "p/q"))
        return f"mkdir {options}{self._new()}{tail}"

    def touch(self) -> str:
        options = self._some("-c", f"-d {self._pick(*_DATES)}", "-h", "-m", "-a")
        return f"touch {options}{self._operands()}"

    def touch_like(self) -> str:
        return f"touch -r {self._there()} {self._any()}"

    def echo(self) -> str:
        arrow = self._pick(">", ">>")
        return f"echo {self._some('-n')}{self._pick(*_TEXTS)} {arrow} {self._any()}"

    def empty(self) -> str:
        return f": {self._pick('>', '>>')} {self._any()}"

    def printf(self) -> str:
        return rf"printf '%s:%03d\n' {self._pick(*_TEXTS)} 7 b 0x10 > {self._any()}"

    def cat(self) -> str:
        arrow = self._pick("", f"> {self._any()}", f">> {self._any()}", "2>/dev/null")
        return f"cat {self._some('-n')}{self._operands()} {arrow}"

    def cp(self) -> str:
        options = self._some(
            "-r", "-r", "-a", "-p", "-f", "-n", "-v", "-d", "-L", "-P", "-T", "-u",
            "--remove-destination",
        )  # fmt: skip
        return f"cp {options}{self._sources_and_target()}"

    def cp_archive(self) -> str:
        return f"cp -a {self._sources_and_target()}"

    def cp_links(self) -> str:
        return f"cp {self._pick('-rl', '-al', '-l', '-rs', '-s')} {self._there()} {self._any()}"

    def cp_into(self) -> str:
        return f"cp -r -t {self._any()} {self._operands()}"

    def mv(self) -> str:
        options = self._some("-f", "-n", "-v", "-T", "-u")
        return f"mv {options}{self._sources_and_target()}"

    def ln(self) -> str:
        options = self._some("-f", "-f", "-n", "-v", "-T", "-L")
        return f"ln {options}{self._operands()} {self._any()}"

    def ln_s(self) -> str:
        options = self._some("-f", "-n", "-v", "-T", "-r")
        return f"ln -s {options}{self._pick('a', 'b/c', 'a/b', self._there())} {self._any()}"

    def chmod(self) -> str:
        return f"chmod {self._some('-R', '-v', '-c')}{self._pick(*_MODES)} {self._operands()}"

    def chmod_all(self) -> str:
        return f"chmod -R {self._pick(*_MODES)} {self._there()}"

    def chown(self) -> str:
        return f"chown {self._some('-R', '-h')}{self._pick(*_OWNERS)} {self._operands()}"

    def truncate(self) -> str:
        size = self._pick("0", "3", "1K", "+5", "-2", "'<4'", "'>9'", "%8", "/4")
        return f"truncate {self._some('-c')}-s {size} {self._operands()}"

    def dd(self) -> str:
        source = self._pick("/dev/zero", "/dev/zero", self._there())
        # what lies ahead in a file that is read and written at once changes with the block
        more = self._some("seek=1" if source == "/dev/zero" else "", "conv=notrunc", "skip=1")
        return f"dd if={source} of={self._any()} bs=7 count=3 {more}status=none"

    def sed(self) -> str:
        script = self._pick(
            "s/o/0/g", "s/t\\(.\\)/\\1T/", "/one/d", "s/^/> /", "s|$|!|", "2d", "s/[a-o]*/<&>/2",
        )  # fmt: skip
        return f"sed {self._pick('-i', '-i', '-i.bak', '-n', '')} '{script}' {self._operands()}"

    def sed_extended(self) -> str:
        return f"sed -E -i 's/(t|o)+(.)/\\2-\\1/g; /quoted/p' {self._operands()}"

    def find(self) -> str:
        test = self._pick(
            "-name '*.txt'", "-type f", "-empty", "-type f -size +1k", "-type l", "-name '[ab]'",
            "-type d -empty", "! -name a -type f", "-maxdepth 1 -type f", "-perm -4000",
            "\\( -name a -o -name b \\)", "-links +1", "-mindepth 1",
        )  # fmt: skip
        return f"find {self._any()} {test} {self._pick('-delete', '-delete', '-print', '')}"

    def stat(self) -> str:
        return f"stat -c '%n %a %u %g %h %F %A' {self._operands()}"

    def ls(self) -> str:
        return f"ls {self._some('-a', '-A', '-R', '-d', '-r', '-1')}{self._operands()}"

    def tar(self) -> str:
        options = self._some("-v", "--strip-components=1")
        return f"tar {options}-xf {self._pick('t.tar', 't.tgz')} -C {self._any()}"


def _quoted(path: str) -> str:
    return path if path.replace("/", "").replace(".", "").isalnum() else f"'{path}'"


_MAKERS = tuple(
    maker for name, maker in vars(Lines).items() if not name.startswith("_") and name != "line"
)
