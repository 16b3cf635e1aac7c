"""lecture.tar and lecture-oci-*.tar: packages installed one by one, tidied up too late.

::

    FROM example-linux
    RUN yum -y install net-tools
    RUN yum -y install elinks
    RUN yum -y install httpd
    RUN yum clean all && rm -rf /var/cache/yum && chmod 750 /usr/sbin/httpd
    CMD ["/bin/bash"]

Sizes are those of such an image at a scale of about 1 : 300, with the same proportions.
"""

from __future__ import annotations

from dataclasses import replace

from archive import Entry, Image, Step, digest, file, folder, link, removed, second_name
from contents import program, prose
from rpmdb import Package, database

RPM = "var/lib/rpm"
YUM = "var/cache/yum/x86_64/7"

PASSWD = b"root:x:0:0:root:/root:/bin/bash\nnobody:x:99:99:Nobody:/:/sbin/nologin\n"

# cap_net_raw as the kernel keeps it: version 2, effective, bit 13
CAP_NET_RAW = bytes.fromhex("0100000200200000000000000000000000000000")

# name and bytes; the shell and its companions
PROGRAMS = {
    "bash": 30_000,
    "awk": 13_000,
    "cat": 3_000,
    "chmod": 3_500,
    "cp": 6_000,
    "date": 4_000,
    "find": 8_000,
    "grep": 7_000,
    "gzip": 5_000,
    "ls": 7_000,
    "mv": 6_000,
    "python2.7": 9_000,
    "rm": 4_000,
    "rpm": 4_000,
    "sed": 6_000,
    "tar": 14_000,
    "vi": 24_000,
    "yum": 2_000,
}

LIBRARIES = {
    "libc": 64_000,
    "libcrypto": 72_000,
    "libdb": 46_000,
    "libglib": 38_000,
    "libpython2.7": 58_000,
    "libreadline": 12_000,
    "librpm": 16_000,
    "libssl": 16_000,
    "libstdc++": 34_000,
    "libxml2": 40_000,
}

CITIES = ("Berlin", "Cairo", "Delhi", "Lima", "Nairobi", "Oslo", "Quito", "Tokyo")

# name, version and what its files' paths begin with; what no package lists, a script has made
BASE_PACKAGES = (
    ("bash", "4.2.46-35", "usr/bin/bash", "usr/bin/sh", "usr/share/doc/bash"),
    ("coreutils", "8.22-24", *(f"usr/bin/{name}" for name in ("cat", "chmod", "cp", "date")),
     *(f"usr/bin/{name}" for name in ("ls", "mv", "rm"))),
    ("example-release", "7-9", "etc/os-release", "usr/share/licenses"),
    ("findutils", "4.5.11-6", "usr/bin/find"),
    ("gawk", "4.0.2-4", "usr/bin/awk"),
    ("glib2", "2.56.1-9", "usr/lib64/libglib"),
    ("glibc", "2.17-326", "usr/lib64/libc.", "usr/sbin/ldconfig"),
    ("grep", "2.20-3", "usr/bin/grep"),
    ("gzip", "1.5-11", "usr/bin/gzip"),
    ("iputils", "20160308-10", "usr/bin/ping"),
    ("libdb", "5.3.21-25", "usr/lib64/libdb"),
    ("libstdc++", "4.8.5-44", "usr/lib64/libstdc++"),
    ("libxml2", "2.9.1-6", "usr/lib64/libxml2"),
    ("openssl-libs", "1.0.2k-26", "usr/lib64/libcrypto", "usr/lib64/libssl"),
    ("python", "2.7.5-92", "usr/bin/python"),
    ("python-libs", "2.7.5-92", "usr/lib64/libpython"),
    ("readline", "6.2-11", "usr/lib64/libreadline"),
    ("rpm", "4.11.3-48", "usr/bin/rpm"),
    ("rpm-libs", "4.11.3-48", "usr/lib64/librpm"),
    ("sed", "4.2.2-7", "usr/bin/sed"),
    ("setup", "2.8.71-11", "etc/passwd", "etc/group", "etc/shadow", "etc/services"),
    ("tar", "1.26-35", "usr/bin/tar"),
    ("tzdata", "2022a-1", "usr/share/zoneinfo"),
    ("util-linux", "2.23.2-65", "usr/bin/su"),
    ("vim-minimal", "7.4.629-8", "usr/bin/vi"),
    ("yum", "3.4.3-168", "usr/bin/yum", "etc/yum"),
)  # fmt: skip
# pages that headers fill in the database: those of the base with more text, and what comes later
LONGER = {"bash": 5, "glibc": 5, "python": 4}
PAGES = 5
# bytes of the database's records and of its longest index, at first and more with each package
DATABASE, DATABASE_GROWTH = 56_000, 3_125

# the database's indexes that an installation opens for writing and leaves as they were
UNTOUCHED = {"Conflictname": 4_000, "Obsoletename": 6_000, "Triggername": 3_000}


def base() -> tuple[Entry, ...]:
    """Return a small system: shell, libraries, time zones."""
    etc = {
        "etc/passwd": PASSWD,
        "etc/group": b"root:x:0:\nnobody:x:99:\n",
        "etc/hostname": b"lecture.example.com\n",
        "etc/os-release": b'NAME="Example Linux"\nVERSION="7"\nID=example\n',
        "etc/yum.conf": b"[main]\nkeepcache=1\ncachedir=/var/cache/yum/$basearch/$releasever\n",
        "etc/yum.repos.d/example.repo": b"[base]\nbaseurl=https://example.com/$releasever/os/\n",
        "etc/services": prose("services", 16_000),
        "etc/ld.so.cache": program("ld.so.cache 0", 5_000),
    }
    return (
        *(link(name, f"usr/{name}") for name in ("bin", "lib", "lib64", "sbin")),
        *(folder(name) for name in ("dev", "home", "media", "mnt", "opt", "run", "srv", "usr/lib")),
        *(folder(name, 0o555) for name in ("proc", "sys")),
        folder("root", 0o550),
        folder("tmp", 0o1777),
        folder("var/tmp", 0o1777),
        *(file(path, content) for path, content in etc.items()),
        file("etc/shadow", b"root:*:19783:0:99999:7:::\nnobody:*:19783:0:99999:7:::\n", 0),
        *(file(f"usr/bin/{name}", program(name, size), 0o755) for name, size in PROGRAMS.items()),
        link("usr/bin/sh", "bash"),
        file("usr/bin/su", program("su", 5_000), 0o4755),
        replace(file("usr/bin/ping", program("ping", 7_000), 0o755), capability=CAP_NET_RAW),
        file("usr/sbin/ldconfig", program("ldconfig", 10_000), 0o755),
        *libraries(LIBRARIES),
        file("usr/lib/locale/locale-archive", program("locale-archive", 90_000)),
        *(file(f"usr/share/zoneinfo/{city}", program(city, 1_200)) for city in CITIES),
        second_name("usr/share/zoneinfo/UTC+1", "usr/share/zoneinfo/Berlin"),
        file("usr/share/doc/bash/README", prose("bash readme", 12_000)),
        file("usr/share/licenses/LICENSE", prose("license", 9_000)),
    )


def base_packages(entries: tuple[Entry, ...]) -> tuple[Package, ...]:
    """Return the packages of the base with their files."""
    return tuple(
        Package(
            name,
            version,
            tuple(each for each in entries if each.path.startswith(paths)),
            LONGER.get(name, 3),
        )
        for name, version, *starts in BASE_PACKAGES
        if (paths := tuple(starts))
    )


def libraries(sizes: dict[str, int]) -> list[Entry]:
    """Return libraries, each with the link that programs look for."""
    return [
        entry
        for name, size in sizes.items()
        for entry in (
            file(f"usr/lib64/{name}.so.1.0", program(name, size), 0o755),
            link(f"usr/lib64/{name}.so.1", f"{name}.so.1.0"),
        )
    ]


def rpm_database(packages: tuple[Package, ...]) -> list[Entry]:
    """Return the package database: every installation writes it again, whole."""
    later = len(packages) - len(BASE_PACKAGES)
    records = database(packages)
    rest = DATABASE + DATABASE_GROWTH * later - len(records)
    names = " ".join(each.name for each in packages).encode()
    return [
        file(f"{RPM}/Packages", records),
        file(f"{RPM}/Basenames", program(f"files of {later} more", rest)),
        file(f"{RPM}/Name", names.ljust(4_096, b"\0")),
        *(file(f"{RPM}/{name}", program(name, size)) for name, size in UNTOUCHED.items()),
    ]


def install(packages: tuple[Package, ...], *others: Entry) -> Step:
    """Return one ``yum -y install`` of the last package: what an installation writes."""
    installed = [each.name for each in packages]
    name = installed[-1]
    log = "".join(f"Mar 01 09:0{n + 3}:00 Installed: {each}\n" for n, each in enumerate(installed))
    return Step(
        f"/bin/sh -c yum -y install {name}",
        (
            *packages[-1].files,
            *others,
            *rpm_database((*BASE_INSTALLED, *packages)),
            file("var/log/yum.log", log.encode()),
            file("etc/ld.so.cache", program(f"ld.so.cache {name}", 5_000 + 200 * len(installed))),
            file(f"{YUM}/base/packages/{name}.rpm", program(f"{name}.rpm", 24_000)),
        ),
    )


BASE = base()
BASE_INSTALLED = base_packages(BASE)

NET_TOOLS = Package(
    "net-tools",
    "2.0-0.25",
    (
        file("usr/bin/netstat", program("netstat", 14_000), 0o755),
        file("usr/sbin/ifconfig", program("ifconfig", 9_000), 0o755),
        file("usr/sbin/route", program("route", 7_000), 0o755),
        file("usr/share/man/man8/ifconfig.8", prose("ifconfig.8", 6_000)),
    ),
    PAGES,
)

ELINKS = Package(
    "elinks",
    "0.12-0.37",
    (
        file("usr/bin/elinks", program("elinks", 46_000), 0o755),
        file("etc/elinks.conf", prose("elinks.conf", 1_500)),
        *libraries({"libjs": 24_000}),
        file("usr/share/doc/elinks/README", prose("elinks readme", 8_000)),
    ),
    PAGES,
)

HTTPD_PROGRAM = program("httpd", 36_000)

HTTPD = Package(
    "httpd",
    "2.4.6-99",
    (
        file("usr/sbin/httpd", HTTPD_PROGRAM, 0o755),
        file("etc/httpd/conf/httpd.conf", prose("httpd.conf", 9_000)),
        *(
            file(f"usr/lib64/httpd/modules/mod_{name}.so", program(f"mod_{name}", 6_000), 0o755)
            for name in ("alias", "auth", "cgi", "dav", "dir",
                         "log", "mime", "proxy", "rewrite", "ssl")
        ),
        file("usr/share/httpd/index.html", b"<h1>It is served.</h1>\n"),
        folder("var/log/httpd", 0o700),
    ),
    PAGES,
)  # fmt: skip

INSTALLATIONS = (
    install(
        (NET_TOOLS,),
        # the first installation fetches the lists of all packages
        file(f"{YUM}/base/repomd.xml", prose("repomd 1", 2_000)),
        file(f"{YUM}/base/primary.sqlite", program("primary 1", 90_000)),
        file(f"{YUM}/base/cachecookie", b""),
    ),
    install(
        (NET_TOOLS, ELINKS),
        # this one asks which package owns a file, and fetches the longest list
        file(f"{YUM}/base/filelists.sqlite", program("filelists 1", 70_000)),
    ),
    install(
        (NET_TOOLS, ELINKS, HTTPD),
        file("etc/passwd", PASSWD + b"apache:x:48:48:Apache:/usr/share/httpd:/sbin/nologin\n"),
        # the lists have grown old in the meantime and are fetched again
        file(f"{YUM}/base/repomd.xml", prose("repomd 2", 2_000)),
        file(f"{YUM}/base/primary.sqlite", program("primary 2", 92_000)),
    ),
)

CLEAN = Step(
    "/bin/sh -c yum clean all && rm -rf /var/cache/yum && chmod 750 /usr/sbin/httpd",
    (removed("var/cache/yum"), file("usr/sbin/httpd", HTTPD_PROGRAM, 0o750)),
)

IMAGE = Image(
    name="example.com/lecture:1",
    steps=(
        Step(
            f"/bin/sh -c #(nop) ADD file:{digest(b'example-linux')[7:]} in / ",
            (*BASE, *rpm_database(BASE_INSTALLED), file("var/log/yum.log", b"")),
        ),
        Step("/bin/sh -c #(nop)  LABEL name=Example Linux vendor=example.com"),
        Step('/bin/sh -c #(nop)  CMD ["/bin/bash"]'),
        *INSTALLATIONS,
        CLEAN,
        Step('/bin/sh -c #(nop)  CMD ["/bin/bash"]'),
    ),
    command=("/bin/bash",),
    labels={"name": "Example Linux", "vendor": "example.com"},
)
