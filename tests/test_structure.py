"""No imports in circles, nothing too large, and a drawing of the rooms that is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.structure import (
    PAGE,
    ROOT,
    Package,
    circles,
    contracts,
    drawing,
    main,
    marked,
    measure,
    pane_changes,
    table,
)

if TYPE_CHECKING:
    from pathlib import Path

# Messages of lists and protocols of a screen, each in its room; rows of tables that users read.
OF_ONE_KIND = {
    *("Chosen", "Main", "Moved"),
    *("FindingRow", "HistoryRow", "LayerRow", "PackageRow"),
}
NAMED_BY_OTHERS = ("inspector.gotemplate.", "inspector.exports.audit.sarif.")  # Go, SARIF
LARGEST_CLASS = 350  # lines, those of its own bases included


@pytest.fixture(scope="module")
def inspector() -> Package:
    return Package(ROOT)


def rooms(package: Package) -> list[str]:
    return sorted({name.split(".")[1] for name in package.modules if "." in name})


def test_no_imports_go_in_circles(inspector: Package) -> None:
    assert circles(inspector.loads) == []


def test_no_class_is_too_large(inspector: Package) -> None:
    sizes = inspector.classes().items()
    assert [name for name, size in sizes if size > LARGEST_CLASS] == []


def test_a_new_pane_changes_one_module(inspector: Package) -> None:
    assert pane_changes(inspector) == 1


def test_functions_stay_small(inspector: Package) -> None:
    lines = inspector.functions()
    assert lines[len(lines) // 2] <= 6
    assert lines[int(len(lines) * 0.9)] <= 16
    assert lines[-1] <= 85


def test_the_screen_works_in_the_background_in_one_way(inspector: Package) -> None:
    # A timer of Textual's runs on the screen.
    threads = {"Thread", "ThreadPoolExecutor", "threading.Timer", "run_in_executor", "to_thread"}
    processes = {"Popen", "Process", "ProcessPoolExecutor", "create_subprocess_exec"}
    tasks = {"TaskGroup", "create_task", "ensure_future", "run_coroutine_threadsafe"}
    ways = threads | processes | tasks | {"run_worker", "work"}
    found = {
        module.name
        for module in inspector.modules.values()
        if module.name.startswith("inspector.ui.") and module.names & ways
    }
    # Jobs; the thread that reads keys; a lesson that is played, which is no work of a thread.
    those = ("kit.jobs", "shell.terminal.driver", "shell.lesson_guide")
    assert found == {f"inspector.ui.{name}" for name in those}


def test_no_name_of_a_class_means_two_things(inspector: Package) -> None:
    rooms_of: dict[str, set[str]] = {}
    for key in inspector.classes():
        module, _, name = key.rpartition(".")
        if not module.startswith(NAMED_BY_OTHERS):
            rooms_of.setdefault(name.lstrip("_"), set()).add(module)
    assert {name for name, modules in rooms_of.items() if len(modules) > 1} == OF_ONE_KIND


def test_the_shell_knows_features_by_their_list(inspector: Package) -> None:
    layers = next(each for each in contracts(ROOT) if each.get("containers") == ["inspector.ui"])[
        "layers"
    ]
    features = layers[layers.index("kit") - 1].split(" | ")
    known = {
        (module.removeprefix("inspector.ui.shell."), feature)
        for module, imported in inspector.imports.items()
        if module.startswith("inspector.ui.shell.")
        for feature in features
        if any(f"{each}.".startswith(f"inspector.ui.{feature}.") for each in imported)
    }
    # What plays a lesson on all screens, and the screen of two images, whose panes are its own.
    assert known == {
        ("lesson_guide", "lesson"),
        ("comparison.keys", "comparison"),
        ("comparison.screen", "comparison"),
    }


def test_what_is_forbidden_is_so_for_every_room(inspector: Package) -> None:
    named = {each["name"]: each for each in contracts(ROOT)}
    every = {f"inspector.{room}" for room in rooms(inspector)} - {"inspector.__main__"}
    templates = named["Go's templates know nothing of images"]["forbidden_modules"]
    text = {"inspector.text", "inspector.language"}  # which its sentences need
    assert every - {*templates} == {"inspector.gotemplate", *text}
    quiet = named["Only the screen knows Textual"]["source_modules"]
    assert every - {*quiet} == {"inspector.cli", "inspector.ui"}
    images = named["Widgets and keys know no image"]["forbidden_modules"]
    assert every - {*images} == {"inspector.ui", "inspector.errors", *text}


def test_the_drawing_of_the_rooms_is_what_the_contracts_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert marked(page, "rooms", drawing(ROOT)) == page, "run: python -m tests.structure write"


def test_the_drawing_has_every_room(inspector: Package) -> None:
    drawn = drawing(ROOT)
    for room in rooms(inspector):
        assert f" {room} " in drawn or room == "__main__"


def test_the_measure_has_its_place() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page != marked(page, "measure", "anything")


def test_the_measure_is_printed(capsys: pytest.CaptureFixture[str], inspector: Package) -> None:
    main([], inspector)
    assert capsys.readouterr().out == table(measure(inspector)) + "\n"


# --- a package of a few lines


@pytest.fixture
def toy(tmp_path: Path) -> Package:
    files = {
        "toy/__init__.py": '"""A toy."""\n',
        "toy/lazy.py": "def f():\n    from toy import other\n    return other\n",
        "toy/other.py": "import toy.lazy\n",
        "toy/typed.py": (
            "from typing import TYPE_CHECKING\n\n"
            "if TYPE_CHECKING:\n    from .inner.deep import Deep\n"
        ),
        "toy/inner/__init__.py": '"""Rooms within a room.\n\nMore."""\n',
        "toy/inner/deep.py": "from ..typed import f\n\n\nclass Deep:\n    x: int\n",
        "toy/inner/alone.py": '"""Alone."""\nimport os\nfrom toy.inner import deep\n',
        "toy/inner/heir.py": (
            "from toy.inner.deep import Deep as Base\n\n\n"
            "class Heir(Base):\n    y: int\n    z: int\n"
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return Package(tmp_path, "toy")


def test_lazy_and_type_only_imports_count(toy: Package) -> None:
    graph = toy.imports
    assert graph["toy.lazy"] == {"toy.other"}
    assert graph["toy.inner.alone"] == {"toy.inner.deep"}
    assert circles(graph) == [["toy.inner.deep", "toy.typed"], ["toy.lazy", "toy.other"]]


def test_what_loads_each_other_goes_in_a_circle(tmp_path: Path) -> None:
    files = {
        "toy/registry.py": 'NAMES = ("toy.named", "toy")\n',
        "toy/named.py": "from toy import registry\n",
        "toy/__init__.py": "",
        "toy/folder/__init__.py": "import toy.user\n",
        "toy/folder/part.py": "",
        "toy/user.py": "import toy.folder.part\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    package = Package(tmp_path, "toy")
    assert circles(package.imports) == []
    assert circles(package.loads) == [["toy.folder", "toy.user"], ["toy.named", "toy.registry"]]


def test_a_circle_of_several_is_one() -> None:
    graph = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": {"d"}, "f": {"a", "f2"}}
    assert circles({**graph, "f2": set()}) == [["a", "b", "c"], ["d", "e"]]


def test_a_class_is_as_large_as_it_and_its_bases(toy: Package) -> None:
    assert toy.classes() == {"toy.inner.deep.Deep": 2, "toy.inner.heir.Heir": 5}


def test_what_names_a_feature_is_counted(tmp_path: Path, toy: Package) -> None:
    (tmp_path / "toy/inner/feature.py").write_text("FEATURE = Feature(\n    panes=(1,),\n)\n")
    # typed.py imports from the folder; the two modules within it do not count.
    assert pane_changes(Package(tmp_path, "toy")) == 1
    (tmp_path / "toy/listed.py").write_text('FEATURES = ("toy.inner",)\n')
    assert pane_changes(Package(tmp_path, "toy")) == 2
    assert pane_changes(toy) == 0


def test_strangers_stand_behind_one_bracket(tmp_path: Path, toy: Package) -> None:
    assert toy.modules
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.importlinter.contracts]]\ntype = "layers"\ncontainers = ["toy"]\n'
        'layers = ["(lazy)", "inner", "other | typed"]\n\n'
        '[[tool.importlinter.contracts]]\ntype = "forbidden"\n'
    )
    assert drawing(tmp_path).split("\n") == [
        "```",
        "toy/",
        "   lazy   ",
        "   inner  Rooms within a room",
        " ┌ other  ",
        " └ typed  ",
        "```",
    ]


def test_a_page_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for rooms"):
        marked("# Contributing\n", "rooms", "text")
