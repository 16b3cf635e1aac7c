"""Who looks for the tests of a module finds them at the same place below ``tests/``."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent
INSPECTOR = TESTS.parent / "inspector"
# What goes through several modules: each asks one question of all of them.
QUESTIONS = {
    "": {
        "benchmarks", "build_image", "cases", "catalogues", "ci_files", "fallbacks", "fuzz",
        "hostile_page", "imports", "manual", "mirror", "reliability", "samples", "structure",
    },
    "cli": {
        "audit_rules", "audit_several", "damage", "hostile", "ignored_signals", "json_english",
        "registry", "registry_page", "secrets", "sinks",
    },
    "exports": {"formats"},
    "formats": {"damage"},
    "gotemplate": {"readme"},
    "rules": {"docs"},
    "tarstream": {"hostile", "peers"},
    "tree": {
        "merge_oracle", "rules_hardlinks", "rules_markers", "rules_names", "rules_symlinks",
        "rules_types",
    },
    "ui": {"goldens", "snapshots", "translated"},
    "ui/files": {"change_kinds_keys"},
    "ui/shell": {"closing", "extremes", "focus", "footer", "hangup", "hostile", "keyboard"},
}  # fmt: skip
# Asked of the command as it is installed, with other programs beside it.
ENGINE = TESTS / "engine"


def named(path: Path) -> tuple[str, str]:
    """Return a test's folder, and what the test is named after."""
    folder = path.parent.relative_to(TESTS).as_posix()
    return "" if folder == "." else folder, path.stem.removeprefix("test_")


TESTED = [named(path) for path in TESTS.rglob("test_*.py") if ENGINE not in path.parents]


def is_there(folder: str, name: str) -> bool:
    """Whether there is a module or a room of this name, or the room itself is called so."""
    room = INSPECTOR / folder
    return (room / f"{name}.py").is_file() or (room / name).is_dir() or room.name == name


def test_each_test_is_named_after_what_it_holds() -> None:
    astray = [
        f"{folder}/test_{name}.py"
        for folder, name in TESTED
        if not is_there(folder, name) and name not in QUESTIONS.get(folder, ())
    ]
    assert astray == []


def test_no_question_is_listed_that_no_one_asks() -> None:
    asked = {(folder, name) for folder, names in QUESTIONS.items() for name in names}
    assert asked - {each for each in TESTED if not is_there(*each)} == set()


def test_each_room_has_tests() -> None:
    rooms = {path.parent.relative_to(INSPECTOR).as_posix() for path in INSPECTOR.rglob("*.py")}
    tested = {folder for folder, _ in TESTED} | {f"{folder}/{name}" for folder, name in TESTED}
    assert rooms - {".", "ui"} - tested == set()
