"""Sessions for developers: the tests with each Python that is there, the packages, the man pages.

nox -s tests            all interpreters that are found; the others are left out
nox -s tests-3.13       one of them
nox -s tests -- PATH    some tests
"""

from __future__ import annotations

import nox

nox.options.sessions = ["tests"]
nox.options.error_on_missing_interpreters = False


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
def tests(session: nox.Session) -> None:
    """Run the tests that need no container engine."""
    session.install("--editable", ".[dev]")
    session.run("pytest", *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """Build the wheel and the sdist, look into them, install them."""
    session.install("--editable", ".[dev,package]")
    session.run("python", "-B", "-m", "tests.engine.package")


@nox.session
def man(session: nox.Session) -> None:
    """Write the man pages to ``man/``."""
    session.install("--editable", ".[package]")
    session.run("python", "docs/make_man.py")
