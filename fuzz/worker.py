"""One target under libFuzzer, in a process of its own: that ends with the run.

Called by ``python -m fuzz``: the target's name, then libFuzzer's own options and corpora.
"""

from __future__ import annotations

import gc
import pkgutil
import sys
from importlib import import_module

import atheris

from fuzz.bounds import Steps
from fuzz.targets import target_named

# Used by everything; what goes on in them says nothing of what was reached.
_PLAIN = ("errors", "findings", "language", "limits", "text")


def main() -> None:
    """Fuzz until libFuzzer's options say that it is over, or an input fails."""
    name, *options = sys.argv[1:]
    target = target_named(name)
    if target is None:
        sys.exit(f"there is no target {name}")
    for each in _PLAIN:
        import_module(f"inspector.{each}")
    with atheris.instrument_imports(include=list(target.packages)):
        for each in target.packages:
            _import_whole(each)
        run = target.run
    run(b"")  # what is imported when it is needed
    gc.freeze()

    def one(data: bytes) -> None:
        if target.counts(data):
            with Steps(target.most_steps(data)):
                run(data)
        else:
            run(data)

    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


def _import_whole(name: str) -> None:
    """Import a package with all that is in it: some of it is imported when it is needed."""
    found = import_module(name)
    for each in pkgutil.walk_packages(getattr(found, "__path__", ()), f"{name}."):
        import_module(each.name)


if __name__ == "__main__":
    main()
