"""The summary of a fleet: totals, and the first rows of each list. Sizes are bytes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from inspector.fleet.tables import Tables

# Rows of each list.
MOST = 20
_MOST_LAYERS = 10
# A base image is old if it was made this long before the fleet's newest image.
OLD_DAYS = 180


class Base(msgspec.Struct, frozen=True):
    """A base image: another image of the fleet, or what images say of theirs.

    Attributes:
        name: What it is called, None where no one says so.
        layers: How many it has; ``bytes``: what they take.
        images: How many images are built on it, itself not counted.
        carried_bytes: What they would take if each had it for itself.
        created: When it was made, in UTC.

    """

    name: str | None
    layers: int
    bytes: int
    images: int
    carried_bytes: int
    created: str | None


class SameButTimes(msgspec.Struct, frozen=True):
    """Layers that hold the same but for the times of their files; ``bytes`` is one of them."""

    bytes: int
    count: int
    saved_bytes: int
    diff_ids: tuple[str, ...]


class SharedContent(msgspec.Struct, frozen=True):
    """A content that several layers store; ``path`` is one of its names."""

    bytes: int
    layers: int
    saved_bytes: int
    path: str


class SecretTotal(msgspec.Struct, frozen=True):
    """Secrets of a kind: in how many images, at how many places."""

    finding: str
    images: int
    places: int


class VersionCount(msgspec.Struct, frozen=True):
    """A version of a package, and how many images have it."""

    version: str
    images: int


class PackageVersions(msgspec.Struct, frozen=True):
    """A package that images have in several versions, those in most images first."""

    type: str
    name: str
    images: int
    count: int
    versions: tuple[VersionCount, ...]


class UnreadImage(msgspec.Struct, frozen=True):
    """An image that could not be read, or not all of it."""

    reference: str
    error: str


class Summary(msgspec.Struct, frozen=True):
    """A fleet.

    Attributes:
        images: Rows of images.parquet; of these ``distinct_images`` IDs, ``unread_images``.
        layers: Of all distinct images; ``distinct_layers``: each counted once.
        stored_bytes: What the distinct layers take; ``compressed_bytes``: as they were read.
        unshared_bytes: What they would take if no image shared any.
        shared_bytes: What sharing saves.
        wasted_bytes: Of each layer the least that an image hides of it.
        same_content_bytes: What one copy of each large content would save.

    """

    schema: Literal[1]
    images: int
    distinct_images: int
    unread_images: int
    layers: int
    distinct_layers: int
    stored_bytes: int
    compressed_bytes: int
    unshared_bytes: int
    shared_bytes: int
    wasted_bytes: int
    same_content_bytes: int
    bases: tuple[Base, ...]
    old_bases: tuple[Base, ...]
    same_but_times: tuple[SameButTimes, ...]
    same_contents: tuple[SharedContent, ...]
    secrets: tuple[SecretTotal, ...]
    packages: tuple[PackageVersions, ...]
    unread: tuple[UnreadImage, ...]


_TOTALS = """
    SELECT (SELECT count(*) FROM {images}),
           (SELECT count(DISTINCT id) FROM {images}),
           (SELECT count(*) FROM {images} WHERE error IS NOT NULL),
           (SELECT count(*) FROM {image_layers}),
           (SELECT count(*) FROM {once}),
           (SELECT coalesce(sum(size), 0) FROM {once}),
           (SELECT coalesce(sum(compressed_size), 0) FROM {once}),
           (SELECT coalesce(sum(size), 0) FROM {image_layers}),
           (SELECT coalesce(sum(least), 0) FROM
               (SELECT min(wasted_bytes) AS least FROM {image_layers} GROUP BY diff_id))"""

# The base image of an image: of all that it begins with, the longest other image of the fleet, or
# what it says itself, if that is longer.
_BASES = """
    WITH tops AS (
        SELECT id, arg_max(chain, index) AS chain, max(index) + 1 AS layers
        FROM {image_layers} GROUP BY id
    ), known AS (
        SELECT tops.chain AS chain, min(reference) AS name, min(created) AS created
        FROM tops JOIN {images} AS images USING (id) GROUP BY tops.chain
    ), others AS (
        SELECT here.id AS id, max(here.index) + 1 AS layers
        FROM {image_layers} AS here
        JOIN tops ON tops.id = here.id AND here.index + 1 < tops.layers
        JOIN known ON known.chain = here.chain
        GROUP BY here.id
    ), ends AS (
        SELECT tops.id AS id,
               greatest(coalesce(others.layers, 0), coalesce(own.layers, 0)) AS layers,
               own.layers AS own_layers, own.name AS name, own.created AS created
        FROM tops
        LEFT JOIN others ON others.id = tops.id
        LEFT JOIN {bases} AS own ON own.id = tops.id AND own.layers < tops.layers
    ), based AS (
        SELECT ends.id AS id, ends.layers AS layers, here.chain AS chain,
               CASE WHEN ends.own_layers = ends.layers THEN ends.name END AS own_name,
               CASE WHEN ends.own_layers = ends.layers THEN ends.created END AS own_created
        FROM ends
        JOIN {image_layers} AS here ON here.id = ends.id AND here.index + 1 = ends.layers
    ), grouped AS (
        SELECT chain, any_value(layers) AS layers, count(*) AS images, min(id) AS id,
               min(own_name) AS own_name, min(own_created) AS own_created
        FROM based GROUP BY chain
    ), sized AS (
        SELECT coalesce(min(own_name), min(known.name)) AS name, min(layers) AS layers,
               sum(here.size) AS bytes, min(grouped.images) AS images,
               coalesce(min(known.created), min(own_created)) AS created
        FROM grouped
        LEFT JOIN known ON known.chain = grouped.chain
        JOIN {image_layers} AS here ON here.id = grouped.id AND here.index < grouped.layers
        GROUP BY grouped.chain
    )
    SELECT name, layers, bytes, images, images * bytes AS carried, created FROM sized"""

_SAME_BUT_TIMES = """
    SELECT min(size), count(*), sum(size) - max(size) AS saved,
           list(diff_id ORDER BY diff_id)[:{most}]
    FROM {once} WHERE but_times IS NOT NULL AND entries > 0
    GROUP BY but_times HAVING count(*) > 1
    ORDER BY saved DESC, min(diff_id) LIMIT {rows}"""

_SAME_CONTENTS = """
    SELECT min(bytes) AS size, count(DISTINCT layer) AS layers,
           (count(DISTINCT layer) - 1) * min(bytes) AS saved, min(path)
    FROM {contents} GROUP BY fingerprint, bytes HAVING count(DISTINCT layer) > 1"""

_SECRETS = """
    SELECT finding, count(DISTINCT id), count(*) FROM {findings}
    WHERE finding LIKE 'secret-%' GROUP BY finding ORDER BY finding"""

_PACKAGES = """
    WITH versions AS (
        SELECT type, name, version, count(DISTINCT id) AS images
        FROM {packages} GROUP BY type, name, version
    ), counted AS (
        SELECT type, name, count(*) AS versions, sum(images) AS images,
               list({'version': version, 'images': images}
                    ORDER BY images DESC, version)[:{most}] AS listed
        FROM versions GROUP BY type, name HAVING count(*) > 1
    )
    SELECT type, name, images, versions, listed FROM counted
    ORDER BY versions DESC, images DESC, type, name LIMIT {rows}"""

_UNREAD = """
    SELECT reference, error FROM {images} WHERE error IS NOT NULL
    ORDER BY reference, error LIMIT {rows}"""


def _limited(query: str) -> str:
    return query.replace("{most}", str(_MOST_LAYERS)).replace("{rows}", str(MOST))


def summary(tables: Tables) -> Summary:
    """Ask the tables. Raises WorkFolderError."""
    ask = tables.ask
    totals = [int(each) for each in ask(_TOTALS)[0]]
    stored, compressed, unshared, wasted = totals[5:]
    ((same_bytes,),) = ask(f"SELECT coalesce(sum(saved), 0) FROM ({_SAME_CONTENTS})")  # noqa: S608
    return Summary(
        schema=1,
        images=totals[0],
        distinct_images=totals[1],
        unread_images=totals[2],
        layers=totals[3],
        distinct_layers=totals[4],
        stored_bytes=stored,
        compressed_bytes=compressed,
        unshared_bytes=unshared,
        shared_bytes=max(0, unshared - stored),
        wasted_bytes=wasted,
        same_content_bytes=int(same_bytes),
        bases=_bases(tables, "carried DESC, layers, name, created"),
        old_bases=_old_bases(tables),
        same_but_times=tuple(
            SameButTimes(int(size), count, int(saved), tuple(diff_ids))
            for size, count, saved, diff_ids in ask(_limited(_SAME_BUT_TIMES))
        ),
        same_contents=tuple(
            SharedContent(*row)
            for row in ask(f"{_SAME_CONTENTS} ORDER BY saved DESC, min(path) LIMIT {MOST}")
        ),
        secrets=tuple(SecretTotal(*row) for row in ask(_SECRETS)),
        packages=tuple(
            PackageVersions(
                kind, name, int(images), count, tuple(VersionCount(**each) for each in listed)
            )
            for kind, name, images, count, listed in ask(_limited(_PACKAGES))
        ),
        unread=tuple(UnreadImage(*row) for row in ask(_limited(_UNREAD))),
    )


def _bases(tables: Tables, order: str, where: str = "true") -> tuple[Base, ...]:
    rows = tables.ask(
        f"SELECT * FROM ({_BASES}) WHERE {where} ORDER BY {order} LIMIT {MOST}"  # noqa: S608
    )
    return tuple(
        Base(name, layers, int(size), images, int(carried), _told(created))
        for name, layers, size, images, carried, created in rows
    )


def _old_bases(tables: Tables) -> tuple[Base, ...]:
    ((newest,),) = tables.ask("SELECT max(created) FROM {images}")
    if newest is None:
        return ()
    before = newest - timedelta(days=OLD_DAYS)
    # Earlier dates are placeholders of builds that want to be reproducible.
    where = f"created BETWEEN TIMESTAMP '2000-01-01' AND TIMESTAMP '{before:%Y-%m-%d %H:%M:%S}'"
    return _bases(tables, "created, carried DESC, layers, name", where)


def _told(created: datetime | None) -> str | None:
    return None if created is None else f"{created:%Y-%m-%dT%H:%M:%SZ}"
