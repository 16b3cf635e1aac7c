"""How thoroughly properties are tried: in moments, or as ``.ci/run properties`` does."""

from __future__ import annotations

from hypothesis import settings

QUICK, THOROUGH = "layerscope", "thorough"
_USUAL = 100  # hypothesis' own
_SHARE = 3


def examples(most: int = _USUAL) -> int:
    """Say how many examples of a property are tried where ``most`` of them are thorough."""
    return most if settings.get_current_profile_name() == THOROUGH else most // _SHARE
