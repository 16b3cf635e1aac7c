"""The structure of the code, read from the code: ``python -m tests.structure``.

Prints the measure that CONTRIBUTING.md shows; with ``write`` puts it there, and the drawing of the
rooms, which is made from the import contracts in pyproject.toml.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    Graph = Mapping[str, AbstractSet[str]]
    _Key = tuple[str, str]  # a module, and the name of a class in it

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "CONTRIBUTING.md"
OTHERS = {
    "0.1.0": ("248 / 32.7 k", "587", "6 / 16 / 85", "29, 2, 2, 2", "11"),
    "harlequin": ("74 / 16.8 k", "1,310", "10 / 32 / 500", "22, 3, 3, 3", "1"),
    "posting": ("70 / 12.0 k", "1,091", "7 / 31 / 187", "6, 2", "1"),
    "dive": ("92 / 8.5 k", "-", "-", "none", "2"),
}
QUESTIONS = (
    "modules / lines",
    "lines of the biggest class with its own bases",
    "median / p90 / longest function",
    "circles of imports, lazy and type-only ones included: modules of each",
    "existing modules that a new pane changes: those that import its folder or name it",
)


@dataclass(frozen=True)
class Module:
    """One file of a package."""

    name: str
    path: Path

    @property
    def is_package(self) -> bool:
        """Whether it is the file of a folder."""
        return self.path.name == "__init__.py"

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The source, parsed."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of its nodes."""
        return list(ast.walk(self.tree))

    @cached_property
    def strings(self) -> set[str]:
        """All text that stands in it."""
        return {
            node.value
            for node in self.nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }

    @cached_property
    def names(self) -> set[str]:
        """What it imports by name, and what it calls of others: ``name`` and ``whose.name``."""
        found: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.ImportFrom):
                for each in node.names:
                    found |= {each.name, f"{node.module}.{each.name}"}
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found |= {node.func.attr, ast.unparse(node.func)}
        return found

    def absolute(self, node: ast.ImportFrom) -> str:
        """Return the module that a ``from … import`` names."""
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        parts = parts[: len(parts) - node.level + self.is_package]
        return ".".join([*parts, node.module] if node.module else parts)


class Package:
    """The modules of a package by their names."""

    def __init__(self, root: Path, name: str = "inspector") -> None:
        self.name = name
        self.modules: dict[str, Module] = {}
        for path in sorted((root / name).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            dotted = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            self.modules[dotted] = Module(dotted, path)

    @cached_property
    def imports(self) -> Graph:
        """Who imports whom, wherever the import stands: lazy and type-only ones count."""
        return {
            module.name: {found for found in self._imported(module) if found != module.name}
            for module in self.modules.values()
        }

    @cached_property
    def loads(self) -> Graph:
        """Who has whom loaded: what it imports, the folders around that, what it names in a text.

        Registries name modules that are imported when they are needed.
        """
        return {
            name: imported
            | (self.modules[name].strings & self.modules.keys()) - {name}
            | {around for each in imported for around in _around(each) if not _is_in(name, around)}
            for name, imported in self.imports.items()
        }

    def _imported(self, module: Module) -> Iterator[str]:
        for node in module.nodes:
            if isinstance(node, ast.Import):
                yield from (each.name for each in node.names if each.name in self.modules)
            elif isinstance(node, ast.ImportFrom):
                base = module.absolute(node)
                for each in node.names:
                    inner = f"{base}.{each.name}"
                    if inner in self.modules:
                        yield inner
                    elif base in self.modules:
                        yield base

    def functions(self) -> list[int]:
        """Return the lines of each function, ascending."""
        return sorted(
            _lines(node)
            for module in self.modules.values()
            for node in module.nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )

    def classes(self) -> dict[str, int]:
        """Return the lines of each class, those of its bases in this package included."""
        found: dict[_Key, ast.ClassDef] = {}
        names: dict[_Key, _Key] = {}
        for module in self.modules.values():
            for node in module.nodes:
                if isinstance(node, ast.ClassDef):
                    found[module.name, node.name] = node
                elif isinstance(node, ast.ImportFrom):
                    base = module.absolute(node)
                    for each in node.names:
                        names[module.name, each.asname or each.name] = (base, each.name)
        return {
            ".".join(key): sum(_lines(found[each]) for each in _line_of(key, found, names))
            for key in found
        }


def _line_of(
    key: _Key, found: Mapping[_Key, ast.ClassDef], names: Mapping[_Key, _Key]
) -> set[_Key]:
    """Return a class and the classes that it is made of, as far as they are found."""
    line: set[_Key] = set()
    pending = [key]
    while pending:
        key = pending.pop()
        while key not in found and key in names:
            key = names[key]
        if key in found and key not in line:
            line.add(key)
            bases = [
                each.value if isinstance(each, ast.Subscript) else each for each in found[key].bases
            ]
            pending += [(key[0], each.id) for each in bases if isinstance(each, ast.Name)]
    return line


def _lines(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def circles(graph: Graph) -> list[list[str]]:
    """Return the strongly connected components of two or more, largest first (Tarjan 1972)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []
    for start in graph:
        pending = [(start, iter(sorted(graph[start])))] if start not in number else []
        while pending:
            node, targets = pending[-1]
            if node not in number:
                number[node] = lowest[node] = len(number)
                stack.append(node)
            for target in targets:
                if target not in number:
                    pending.append((target, iter(sorted(graph[target]))))
                    break
                if target in stack:
                    lowest[node] = min(lowest[node], number[target])
            else:
                pending.pop()
                if pending:
                    above = pending[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == number[node]:
                    at = stack.index(node)
                    found.append(sorted(stack[at:]))
                    del stack[at:]
    return sorted([each for each in found if len(each) > 1], key=len, reverse=True)


def pane_changes(package: Package) -> int:
    """Return how many modules another pane changes: of all features, the most that name one.

    A feature is a folder whose module ``feature`` has a ``FEATURE`` with panes. What else lies in
    the folder does not count.
    """
    graph, modules = package.imports, package.modules.values()
    features = [
        module.name.removesuffix(".feature")
        for module in modules
        if module.name.endswith(".feature") and "FEATURE=Feature(panes=" in _dense(module)
    ]
    found = (
        sum(_names(each, graph[each.name], feature) for each in modules) for feature in features
    )
    return max(found, default=0)


def _dense(module: Module) -> str:
    return "".join(module.text.split())


def _names(module: Module, imported: AbstractSet[str], folder: str) -> bool:
    """Whether a module outside of a folder imports something in it, or has its dotted name."""
    if _is_in(module.name, folder):
        return False
    return any(_is_in(each, folder) for each in (*imported, *module.strings))


def _around(name: str) -> Iterator[str]:
    """Yield the folders that a module lies in."""
    while name := name.rpartition(".")[0]:
        yield name


def _is_in(name: str, folder: str) -> bool:
    return name == folder or name.startswith(f"{folder}.")


def measure(package: Package) -> tuple[str, ...]:
    """Return the answers to ``QUESTIONS``."""
    lines = sum(len(module.text.splitlines()) for module in package.modules.values())
    functions = package.functions()
    share = functions[int(len(functions) * 0.9)]
    sizes = [str(len(each)) for each in circles(package.imports)]
    return (
        f"{len(package.modules)} / {lines / 1000:.1f} k",
        f"{max(package.classes().values()):,}",
        f"{median(functions):.0f} / {share} / {functions[-1]}",
        ", ".join(sizes) or "none",
        str(pane_changes(package)),
    )


def table(answers: tuple[str, ...]) -> str:
    """Return the measure beside that of others."""
    columns = {"now": answers, **OTHERS}
    lines = [f"| | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for at, question in enumerate(QUESTIONS):
        lines.append(f"| {question} | {' | '.join(column[at] for column in columns.values())} |")
    return "\n".join(lines)


def contracts(root: Path) -> list[dict[str, Any]]:
    """Return what import-linter holds."""
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = pyproject["tool"]["importlinter"]["contracts"]
    return found


def drawing(root: Path) -> str:
    """Return the rooms as the contracts of kind ``layers`` order them."""
    stacks = [_stack(root, each) for each in contracts(root) if each["type"] == "layers"]
    return "```\n" + "\n\n".join(stacks) + "\n```"


def _stack(root: Path, contract: dict[str, Any]) -> str:
    """Return a room's own rooms, one a line; behind one bracket those that are independent."""
    (container,) = contract["containers"]
    folder = root / container.replace(".", "/")
    layers = [[name.strip(" ()") for name in layer.split("|")] for layer in contract["layers"]]
    width = max(len(name) for names in layers for name in names)
    lines = [f"{folder.relative_to(root)}/"]
    for names in layers:
        for name in names:
            is_first, is_last = name == names[0], name == names[-1]
            bracket = " " if len(names) == 1 else "┌" if is_first else "└" if is_last else "│"
            lines.append(f" {bracket} {name:<{width}}  {_purpose(folder / name)}")
    return "\n".join(lines)


def _purpose(path: Path) -> str:
    """Return the first line of what a room or a module says of itself."""
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0].removesuffix(".").replace("``", "")


def marked(page: str, name: str, text: str) -> str:
    """Return a page with a text between the comments that name it. Raises ValueError."""
    begin, end = f"<!-- {name}: made by tests/structure.py -->\n", f"<!-- end of {name} -->"
    head, is_there, rest = page.partition(begin)
    _, is_ended, tail = rest.partition(end)
    if not is_there or not is_ended:
        raise ValueError(f"the page has no place for {name}")
    return head + begin + text + "\n" + end + tail


def main(arguments: list[str], package: Package) -> None:
    """Print the measure, or write it and the drawing into the page."""
    answers = measure(package)
    if arguments == ["write"]:
        page = marked(PAGE.read_text(encoding="utf-8"), "rooms", drawing(ROOT))
        PAGE.write_text(marked(page, "measure", table(answers)), encoding="utf-8")
    else:
        sys.stdout.write(table(answers) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:], Package(ROOT))
