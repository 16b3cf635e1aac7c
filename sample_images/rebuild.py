"""Make the sample images anew: ``python sample_images/rebuild.py [--to FOLDER] [NAME…]``.

All but docker-save.tar, which is what a real ``docker save`` wrote (docker-save.Dockerfile). The
lessons' images lie with the program, which opens them.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import cache
import deletion
import entrypoint
import hello
import hidden
import history
import lecture
import secret
import small
import volumes
import website
import whiteouts
import zstandard
from layouts import bare, docker_save, legacy, oci_archive

HERE = Path(__file__).parent
LESSONS = HERE.parent / "inspector" / "lessons" / "images"


def samples() -> dict[str, bytes]:
    """Return each archive's bytes by its name.

    Compressed layers may differ from one release of zlib or zstd to the next, what they hold not.
    """
    gzipped = oci_archive(lecture.IMAGE, lambda tar: gzip.compress(tar, 9, mtime=0), "+gzip")
    zstd = oci_archive(lecture.IMAGE, zstandard.ZstdCompressor(level=19).compress, "+zstd")
    return {
        "hello.tar": bare(hello.IMAGE),
        "lecture.tar": docker_save(lecture.IMAGE),
        "lecture-oci-gzip.tar": gzipped,
        "lecture-oci-zstd.tar": zstd,
        "whiteouts.tar": legacy(whiteouts.IMAGE),
    }


def lessons() -> dict[str, bytes]:
    """Return each archive of a lesson by its name."""
    recipes = (cache, deletion, entrypoint, hidden, history, secret, volumes, website)
    made = {f"{recipe.__name__}.tar": docker_save(recipe.IMAGE) for recipe in recipes}
    return {**made, "small.tar": docker_save(small.FIRST, small.SECOND)}


def main() -> None:
    """Write all, or those that are named, where they lie or to a folder that is named."""
    parser = argparse.ArgumentParser(description="Make the sample images from their recipes.")
    parser.add_argument("--to", type=Path, metavar="FOLDER")
    parser.add_argument("names", nargs="*", metavar="NAME", help="deletion.tar, for example")
    given = parser.parse_args()
    for folder, images in ((HERE, samples()), (LESSONS, lessons())):
        for name, data in images.items():
            if not given.names or name in given.names:
                ((given.to or folder) / name).write_bytes(data)
                print(f"{len(data):>9,} bytes  {name}")


if __name__ == "__main__":
    main()
