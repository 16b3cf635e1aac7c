"""HEALTHCHECK from Go's print of the struct, and from the configuration."""

from __future__ import annotations

import pytest

from inspector.analyses.dockerfile import Note
from tests.analyses.dockerfile.histories import configured, recipe, step
from tests.cases import tried_with


@pytest.mark.parametrize(
    ("printed", "body"),
    [
        (
            r"""&{["CMD-SHELL" "curl -f \"x\""] "5s" "1m30s" "2m0s" '\x03'}""",
            '--interval=5s --timeout=1m30s --start-period=2m0s --retries=3 CMD curl -f "x"',
        ),
        (
            r"""&{["CMD" "/x" "a b"] "0s" "0s" "0s" "1.5s" '\n'}""",
            '--start-interval=1.5s --retries=10 CMD ["/x", "a b"]',
        ),
        (r"""&{["CMD" "x"] "0s" "0s" "0s" '\''}""", '--retries=39 CMD ["x"]'),
        (r"""&{["CMD" "x"] "0s" "0s" "0s" 'é'}""", '--retries=233 CMD ["x"]'),
        (r"""&{["CMD" "x"] "0s" "0s" "0s" '\U0001f600'}""", '--retries=128512 CMD ["x"]'),
        (r"""&{["NONE"] "0s" "0s" "0s" '\x00'}""", "NONE"),
    ],
)
def test_gos_struct(printed: str, body: str) -> None:
    assert step(f"HEALTHCHECK {printed}").body == body


def test_a_command_that_a_line_cannot_hold_is_spelled_out() -> None:
    found = step(r"""HEALTHCHECK &{["CMD-SHELL" "a\nRUN b"] "0s" "0s" "0s" '\x00'}""")
    assert found.body == 'CMD ["/bin/sh", "-c", "a\\nRUN b"]'
    assert found.notes == (Note.TEXT_CHANGED,)


def test_retries_that_are_no_character_are_the_configurations() -> None:
    config = configured(Healthcheck={"Test": ["CMD", "x"], "Retries": 55555555})
    printed = r"""HEALTHCHECK &{["CMD" "x"] "0s" "0s" "0s" '\ufffd'}"""
    assert step(printed, config=config).body == '--retries=55555555 CMD ["x"]'


@tried_with(
    "printed",
    [
        "&{",
        '&{["CMD"]',
        r"""&{["CMD"] "0s" "0s" "0s" '\x00'}""",
        r"""&{[] "0s" "0s" "0s" '\x00'}""",
        r"""&{["CMD" "x"] "0s" '\x00'} RUN""",
        r"""&{["CMD" "x"] "0s" "0s" "0s" 'ab'}""",
        r"""&{["CMD" "x"] "0s "0s" "0s" '\x00'}""",
        r"""&{["X" "x"] "0s" "0s" "0s" '\x00'}""",
    ],
)
def test_what_is_no_health_check(printed: str) -> None:
    assert step(f"HEALTHCHECK {printed}").notes == (Note.NO_INSTRUCTION,)


def test_a_health_check_of_the_configuration_alone() -> None:
    config = configured(
        Healthcheck={
            "Test": ["CMD-SHELL", "true"],
            "Interval": 90_000_000_000,
            "Timeout": 3_600_500_000_000,
            "StartPeriod": 1_000_001,
            "Retries": 4,
        }
    )
    found = recipe(config=config).steps[-1]
    assert found.body == (
        "--interval=1m30s --timeout=1h500ms --start-period=1ms1ns --retries=4 CMD true"
    )
    assert found.notes == (Note.FROM_CONFIGURATION,)
