"""Make the sample images anew: ``python sample_images/rebuild.py [--to FOLDER]``.

All but docker-save.tar, which is what a real ``docker save`` wrote (docker-save.Dockerfile). The
lessons' images lie with the program, which opens them.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import deletion
import entrypoint
import hello
import lecture
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
    recipes = {"deletion.tar": deletion, "entrypoint.tar": entrypoint}
    return {name: docker_save(recipe.IMAGE) for name, recipe in recipes.items()}


def main() -> None:
    """Write them where they lie, or all of them to a folder that is named."""
    parser = argparse.ArgumentParser(description="Make the sample images from their recipes.")
    parser.add_argument("--to", type=Path, metavar="FOLDER")
    given = parser.parse_args().to
    for folder, images in ((HERE, samples()), (LESSONS, lessons())):
        for name, data in images.items():
            ((given or folder) / name).write_bytes(data)
            print(f"{len(data):>9,} bytes  {name}")


if __name__ == "__main__":
    main()
