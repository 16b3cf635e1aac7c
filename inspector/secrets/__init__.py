"""What is a secret: bytes or texts in, what kind it is and where it stands out.

Knows nothing of images. A value leaves only as the value of a ``Hit``, for those who mask it.
"""

from __future__ import annotations

from inspector.secrets.hit import Hit, Secret, SecretKind
from inspector.secrets.names import is_telling

__all__ = ["Hit", "Secret", "SecretKind", "is_telling"]
