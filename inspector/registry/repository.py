"""One repository of a registry: its manifests, its blobs, parts of them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from inspector.errors import NoPartsError, RegistryError
from inspector.language import N_, Lazy
from inspector.registry.document import FetchedDocument
from inspector.registry.download import Download
from inspector.registry.hashes import Hasher, another_part, not_the_same
from inspector.registry.transferred import Transferred
from inspector.spec import INDEX_TYPES, MANIFEST_TYPES
from inspector.text import printable, short_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.io.progress import Progress
    from inspector.limits import Limits
    from inspector.registry.client import Client
    from inspector.registry.place import Endpoint
    from inspector.registry.reference import RegistryReference
    from inspector.registry.settings import RegistrySettings

    T = TypeVar("T")

_ACCEPT = ", ".join(sorted(INDEX_TYPES | MANIFEST_TYPES))
_OLD_MANIFEST = "application/vnd.docker.distribution.manifest.v1"
# A blob that is sent whole although a part was asked for: so much is read for the part's sake.
_SMALL = 1 << 20


class Repository:
    """The repository of a reference, in its registry or a mirror of it.

    Nothing is sent before something is asked for. May be asked by several threads at once. All
    methods raise RegistryError, one line that names the host, and what ``progress`` raises, which
    is told of each byte of an answer and ends the connection.
    """

    def __init__(
        self, reference: RegistryReference, *, settings: RegistrySettings, limits: Limits
    ) -> None:
        from inspector.registry.client import Client  # imports urllib3

        self.reference = reference
        self.transferred = Transferred()
        self._settings = settings
        self._limits = limits
        self._client: Client = Client(settings, self.transferred)
        self._places: list[Endpoint] | None = None

    def manifest(self, wanted: str, progress: Progress) -> FetchedDocument:
        """Return the manifest or index of a tag or a digest, at most ``limits.json_bytes``.

        Its digest is the one that was asked for, or the one that the registry gives with a tag.
        """
        if ":" in wanted:
            Hasher(wanted)
        return self._anywhere(
            lambda place: self._client.persistently(
                lambda: self._manifest(place, wanted, progress), progress
            )
        )

    def blob(self, digest: str, size: int | None, target: BinaryIO, progress: Progress) -> None:
        """Write a whole blob into an empty file that can be truncated.

        A connection that breaks is resumed where it broke. ``size`` is what the descriptor says;
        where it says nothing, the registry does. What does not agree with the digest is taken out
        of the file again. Raises OSError of the file, too.
        """
        download = Download(digest, size, target, self._settings, progress)
        self._anywhere(lambda place: download.fetch(self._client, place))

    def span(self, digest: str, start: int, size: int, progress: Progress) -> bytes:
        """Return ``size`` bytes of a blob from ``start``: not verified, a part has no digest.

        Raises NoPartsError where the registry would send the whole of a blob that is not small.
        """
        Hasher(digest)
        return self._anywhere(
            lambda place: self._client.persistently(
                lambda: self._span(place, digest, start, size, progress), progress
            )
        )

    def close(self) -> None:
        """Close all connections; asked again, it makes new ones."""
        self._client.close()

    def _anywhere(self, ask: Callable[[Endpoint], T]) -> T:
        """Return the first answer, asking where the last one came from before the other places.

        Raises what the registry itself says, which is asked after its mirrors.
        """
        if self._places is None:
            self._places = list(self._settings.places(self.reference))
        last = RegistryError("")
        for place in self._places:
            try:
                answer = ask(place)
            except RegistryError as error:
                last = error
                continue
            self._places = [place, *(each for each in self._places if each != place)]
            return answer
        raise last

    def _manifest(self, place: Endpoint, wanted: str, progress: Progress) -> FetchedDocument:
        host, is_digest = place.host, ":" in wanted
        what = f"{place.repository}{'@' if is_digest else ':'}{printable(wanted)}"
        path = place.path("manifests", wanted)
        with self._client.get(place, path, what, progress, headers={"Accept": _ACCEPT}) as answer:
            media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip()
            digests = [wanted] if is_digest else []
            digests += filter(None, [answer.headers.get("Docker-Content-Digest")])
            _refuse_strange(host, media_type, answer.encoding)
            data = answer.read_all(self._limits.json_bytes, progress)
        if data is None:
            most = self._limits.json_bytes
            told = Lazy("{host} sends a manifest of more than {most:,} bytes", host=host, most=most)
            raise RegistryError(told)
        return FetchedDocument(data, media_type, _verified(data, digests, host))

    def _span(
        self, place: Endpoint, digest: str, start: int, size: int, progress: Progress
    ) -> bytes:
        what = Lazy("the blob {digest}", digest=short_digest(digest))
        headers = {"Range": f"bytes={start}-{start + size - 1}"}
        path = place.path("blobs", digest)
        with self._client.get(place, path, what, progress, headers=headers) as answer:
            if answer.part is not None:
                is_right = answer.part[0] == start
                data = answer.read_all(size, progress) if is_right else None
            elif answer.status == 206 or answer.length is None or answer.length > _SMALL:
                raise NoPartsError(Lazy("{host} does not serve parts of blobs", host=place.host))
            else:
                data = answer.read_all(_SMALL, progress)
                data = data[start : start + size] if data is not None else None
        if data is None or len(data) != size:
            raise another_part(place.host)
        return data


def _refuse_strange(host: str, media_type: str, encoding: str) -> None:
    """Refuse a manifest that cannot be read. Raises RegistryError."""
    if encoding:
        told = N_("{host} sends a manifest encoded as {encoding}, which was not requested")
        raise RegistryError(Lazy(told, host=host, encoding=printable(encoding[:40])))
    if media_type.startswith(_OLD_MANIFEST):
        told = N_("{host} has only a manifest of schema 1, which is obsolete")
        raise RegistryError(Lazy(told, host=host), hint=Lazy("push the image again"))


def _verified(data: bytes, digests: list[str], host: str) -> str:
    """Return the first of the digests that a document is said to have, or else its sha256.

    Raises RegistryError where one is not its own.
    """
    for digest in digests:
        hasher = Hasher(digest)
        hasher.update(data)
        if hasher.digest != digest:
            raise not_the_same(digest, host)
    return digests[0] if digests else f"sha256:{sha256(data).hexdigest()}"
