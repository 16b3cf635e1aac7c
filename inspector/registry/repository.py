"""One repository of a registry: its manifests, its blobs, parts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from inspector.registry.transferred import Transferred

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.io.progress import Progress
    from inspector.limits import Limits
    from inspector.registry.document import Document
    from inspector.registry.reference import RegistryReference
    from inspector.registry.settings import RegistrySettings


class Repository:
    """The repository of a reference, in its registry or a mirror of it.

    Nothing is sent before something is asked for. May be asked by several threads at once. All
    methods raise RegistryError, one line that names the host, and what ``progress`` raises, which
    is told of each byte of an answer and ends the connection. Whatever comes is compared with its
    digest before it is returned.
    """

    def __init__(
        self, reference: RegistryReference, *, settings: RegistrySettings, limits: Limits
    ) -> None:
        self.reference = reference
        self.transferred = Transferred()
        self._settings = settings
        self._limits = limits

    def manifest(self, wanted: str, progress: Progress) -> Document:
        """Return the manifest or index of a tag or a digest, at most ``limits.json_bytes``.

        Its digest is the one that was asked for, or the one that the registry gives with a tag.
        """
        raise NotImplementedError

    def resolve(self, wanted: str, progress: Progress) -> str | None:
        """Return the digest of a tag by a request without a body, None where none is told.

        To learn whether what is known of a tag still holds.
        """
        raise NotImplementedError

    def blob(self, digest: str, size: int | None, target: BinaryIO, progress: Progress) -> None:
        """Write a whole blob into an empty file that can be truncated.

        A connection that breaks is resumed where it broke. ``size`` is what the descriptor says;
        where it says nothing, the registry does. What does not agree with the digest is taken out
        of the file again. Raises OSError of the file, too.
        """
        raise NotImplementedError

    def span(self, digest: str, start: int, size: int, progress: Progress) -> bytes:
        """Return ``size`` bytes of a blob from ``start``: not verified, a part has no digest.

        Raises NoPartsError where the registry would send the whole of a blob that is not small.
        """
        raise NotImplementedError

    def tags(self, progress: Progress) -> Iterator[str]:
        """Return the names of all tags, as the registry sorts them, page by page."""
        raise NotImplementedError

    def close(self) -> None:
        """Close all connections; asked again, it makes new ones."""
        raise NotImplementedError
