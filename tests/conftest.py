"""Nothing of the machine reaches a test: no cache, no configuration, no locale, no colours.

Nor does what the process that started the tests makes of signals, and of Python.
"""

from __future__ import annotations

import gc
import importlib
import itertools
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from inspector import garbage, language
from tests.collector import Collector
from tests.properties import QUICK, THOROUGH, examples

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from types import FrameType

# Tests of the screen mostly wait. More workers than this would need much memory.
WORKERS_PER_PROCESSOR = 2
MOST_WORKERS = 16
# A worker tells the ids of all tests; some cases are texts of a million characters.
LONGEST_ID = 60
# Most of an application goes by itself: to look for it sooner takes a tenth of the time.
GARBAGE = (500_000, 20, 20)
ROOT = Path(__file__).resolve().parents[1]
# Each of its tests takes many seconds: a worker that began one last would keep all waiting.
LONGEST = ROOT / "tests" / "ui" / "lesson" / "test_course.py"
ENGINE = ROOT / "tests" / "engine"
NO_HUB = ROOT / "tests" / "fake_registry" / "registries.conf"
FOLDERS = itertools.count()
# What `nohup`, a background job of a script and some CI systems ignore, or might.
SIGNALS = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT, signal.SIGTSTP)

# A busy machine is no failure, and CI finds the same as the last time.
settings.register_profile(
    THOROUGH,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
)
settings.register_profile(QUICK, settings.get_profile(THOROUGH), max_examples=examples())
settings.load_profile(QUICK)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let who has seen an engine test fail have its random images again."""
    parser.addoption("--seed", type=int, help="of the random images of engine tests")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say how many workers ``-n auto`` means; 0 is none but this process.

    Engine tests share a daemon, and only a single process knows which pictures no test has used.
    """
    if "not engine" not in config.option.markexpr or config.option.update_snapshots:
        return 0
    return min(WORKERS_PER_PROCESSOR * len(os.sched_getaffinity(0)), MOST_WORKERS)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case that is a long text by its beginning."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_ID:
        return f"{val[:LONGEST_ID]!r}.."
    return None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave engine tests unread where none is to run: their modules take time to import."""
    return (collection_path == ENGINE and "not engine" in config.option.markexpr) or None


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Look for no garbage among thousands of tests: they live to the end."""
    gc.disable()
    try:
        _compile_share(session.config)
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*GARBAGE)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: item.path != LONGEST)


def _compile_share(config: pytest.Config) -> None:
    """Have each worker import other tests first: after a checkout all would compile the same."""
    worker = getattr(config, "workerinput", None)
    if worker is None:
        return
    folders = (Path(each) for each in config.args if Path(each).is_dir())
    files = sorted(each.resolve() for folder in folders for each in folder.rglob("test_*.py"))
    mine = files[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]
    for each in mine:
        if ENGINE not in each.parents:
            # What fails is told once it is collected.
            with suppress(Exception, pytest.skip.Exception):
                importlib.import_module(".".join(each.relative_to(ROOT).with_suffix("").parts))


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a test a folder; pytest's own looks through the folders of all tests for a number."""
    folder = tmp_path_factory.getbasetemp() / f"test{next(FOLDERS)}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _usual_signals() -> None:
    """Let signals have their usual effect on the programs that tests start.

    An ignored signal stays ignored after execve(2); one that is handled does not.
    """
    for number in SIGNALS:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, _do_nothing)


def _do_nothing(number: int, frame: FrameType | None) -> None:
    """Ignore a signal in this process alone."""


@pytest.fixture(scope="session", autouse=True)
def _collector() -> Iterator[None]:
    """Let no test hand what thousands of tests live on back to the collector."""
    # A process that is forked need not look at what its parent made: it would copy all of it.
    os.register_at_fork(after_in_child=gc.freeze)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(garbage, "gc", Collector())
        yield
    # At the end all that is left would be looked at five times, and once more by Python.
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_machine(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    home = tmp_path_factory.getbasetemp() / "home"
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    # The fake registry is on this machine, and no other one is asked.
    monkeypatch.setenv("CONTAINERS_REGISTRIES_CONF", str(NO_HUB))
    for name in ("http_proxy", "https_proxy", "REGISTRY_AUTH_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "CI"):
        monkeypatch.delenv(name, raising=False)
    for name in (*language.VARIABLES, "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    # Programs that tests start run as they do for a user, and start as fast.
    for name in ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("TZ", "UTC")
    yield
    language.choose(language.ENGLISH)  # of what a test ran in this process
