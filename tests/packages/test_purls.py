"""Package URLs as their specification writes them."""

from __future__ import annotations

import pytest

from inspector.packages.model import PackageType, Record
from inspector.packages.purls import distribution, purl
from tests.cases import tried_with


@pytest.mark.parametrize(
    ("os_release", "vendor"),
    [
        (b"ID=debian\n", "debian"),
        (b'NAME="x"\nVERSION_ID=9\nID="rhel"\n', "redhat"),
        (b"ID='opensuse-leap'\n", "opensuse"),
        (b"VARIANT_ID=x\nID_LIKE=debian\n", None),
        (b"ID=\n", None),
        (b"\xff\0ID=debian", None),
        (b"", None),
    ],
)
def test_the_vendor_is_the_one_that_os_release_names(os_release: bytes, vendor: str | None) -> None:
    assert distribution(os_release) == vendor


@tried_with(
    ("record", "url"),
    [
        (
            Record(PackageType.DEB, "perl", "5.36.0-7", "amd64"),
            "pkg:deb/debian/perl@5.36.0-7?arch=amd64",
        ),
        (Record(PackageType.DEB, "g++", "4:12.2.0-3", "all"),
         "pkg:deb/debian/g%2B%2B@4:12.2.0-3?arch=all"),
        (Record(PackageType.RPM, "curl", "8-1", "x86_64", "1"),
         "pkg:rpm/curl@8-1?arch=x86_64&epoch=1"),
        (Record(PackageType.APK, "musl", "1.2-r0"), "pkg:apk/alpine/musl@1.2-r0"),
        (Record(PackageType.NPM, "@babel/core", "7.0.0"), "pkg:npm/%40babel/core@7.0.0"),
        (Record(PackageType.NPM, "left-pad", "1.3.0"), "pkg:npm/left-pad@1.3.0"),
        (Record(PackageType.PYPI, "py-yaml", "6"), "pkg:pypi/py-yaml@6"),
        (Record(PackageType.NPM, "a#c", "1 2\x1b"), "pkg:npm/a%23c@1%202%1B"),
    ],
)  # fmt: skip
def test_a_package_has_one_url(record: Record, url: str) -> None:
    assert purl(record, None) == url


def test_a_name_that_makes_none_is_an_error() -> None:
    for kind in PackageType:
        for name in ("/", "//", " ", " / ", "\u3000", "/ /"):
            with pytest.raises(ValueError, match="name"):
                purl(Record(kind, name, "1"), None)
