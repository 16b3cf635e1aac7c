"""Secrets in an image: in its files, those deleted later too, and in its configuration.

What is found is told by its kind, its path and its line. No value leaves this room.
"""

from inspector.analyses.secrets.config import concealed, masked_texts
from inspector.analyses.secrets.files import secret_findings

__all__ = ["concealed", "masked_texts", "secret_findings"]
