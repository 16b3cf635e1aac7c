"""The command in this process, as for the command line's own tests."""

from tests.cli.conftest import run

__all__ = ["run"]
