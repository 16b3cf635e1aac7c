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

# the database's indexes that an installation opens for writing and leaves as they were
UNTOUCHED = {"Conflictname": 4_000, "Obsoletename": 6_000, "Triggername": 3_000}


def base() -> tuple[Entry, ...]:
    """Return a small system: shell, libraries, time zones, the package database."""
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
        *rpm_database(()),
        file("var/log/yum.log", b""),
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


def rpm_database(installed: tuple[str, ...]) -> list[Entry]:
    """Return the package database: every installation writes it again, whole."""
    records = b"".join(program(f"record of {name}", 2_500) for name in installed)
    names = " ".join(("bash", "glibc", *installed)).encode()
    return [
        file(f"{RPM}/Packages", program("records of the base", 44_000) + records),
        file(f"{RPM}/Basenames", program("files of the base", 12_000) + records[::4]),
        file(f"{RPM}/Name", names.ljust(4_096, b"\0")),
        *(file(f"{RPM}/{name}", program(name, size)) for name, size in UNTOUCHED.items()),
    ]


def install(installed: tuple[str, ...], *entries: Entry) -> Step:
    """Return one ``yum -y install``: the package, and what an installation writes anyway."""
    name = installed[-1]
    log = "".join(f"Mar 01 09:0{n + 3}:00 Installed: {each}\n" for n, each in enumerate(installed))
    return Step(
        f"/bin/sh -c yum -y install {name}",
        (
            *entries,
            *rpm_database(installed),
            file("var/log/yum.log", log.encode()),
            file("etc/ld.so.cache", program(f"ld.so.cache {name}", 5_000 + 200 * len(installed))),
            file(f"{YUM}/base/packages/{name}.rpm", program(f"{name}.rpm", 24_000)),
        ),
    )


NET_TOOLS = install(
    ("net-tools",),
    file("usr/bin/netstat", program("netstat", 14_000), 0o755),
    file("usr/sbin/ifconfig", program("ifconfig", 9_000), 0o755),
    file("usr/sbin/route", program("route", 7_000), 0o755),
    file("usr/share/man/man8/ifconfig.8", prose("ifconfig.8", 6_000)),
    # the first installation fetches the lists of all packages
    file(f"{YUM}/base/repomd.xml", prose("repomd 1", 2_000)),
    file(f"{YUM}/base/primary.sqlite", program("primary 1", 90_000)),
    file(f"{YUM}/base/cachecookie", b""),
)

ELINKS = install(
    ("net-tools", "elinks"),
    file("usr/bin/elinks", program("elinks", 46_000), 0o755),
    file("etc/elinks.conf", prose("elinks.conf", 1_500)),
    *libraries({"libjs": 24_000}),
    file("usr/share/doc/elinks/README", prose("elinks readme", 8_000)),
    # this one asks which package owns a file, and fetches the longest list
    file(f"{YUM}/base/filelists.sqlite", program("filelists 1", 70_000)),
)

HTTPD_PROGRAM = program("httpd", 36_000)

HTTPD = install(
    ("net-tools", "elinks", "httpd"),
    file("usr/sbin/httpd", HTTPD_PROGRAM, 0o755),
    file("etc/httpd/conf/httpd.conf", prose("httpd.conf", 9_000)),
    *(
        file(f"usr/lib64/httpd/modules/mod_{name}.so", program(f"mod_{name}", 6_000), 0o755)
        for name in ("alias", "auth", "cgi", "dav", "dir", "log", "mime", "proxy", "rewrite", "ssl")
    ),
    file("usr/share/httpd/index.html", b"<h1>It is served.</h1>\n"),
    folder("var/log/httpd", 0o700),
    file("etc/passwd", PASSWD + b"apache:x:48:48:Apache:/usr/share/httpd:/sbin/nologin\n"),
    # the lists have grown old in the meantime and are fetched again
    file(f"{YUM}/base/repomd.xml", prose("repomd 2", 2_000)),
    file(f"{YUM}/base/primary.sqlite", program("primary 2", 92_000)),
)

CLEAN = Step(
    "/bin/sh -c yum clean all && rm -rf /var/cache/yum && chmod 750 /usr/sbin/httpd",
    (removed("var/cache/yum"), file("usr/sbin/httpd", HTTPD_PROGRAM, 0o750)),
)

IMAGE = Image(
    name="example.com/lecture:1",
    steps=(
        Step(f"/bin/sh -c #(nop) ADD file:{digest(b'example-linux')[7:]} in / ", base()),
        Step("/bin/sh -c #(nop)  LABEL name=Example Linux vendor=example.com"),
        Step('/bin/sh -c #(nop)  CMD ["/bin/bash"]'),
        NET_TOOLS,
        ELINKS,
        HTTPD,
        CLEAN,
        Step('/bin/sh -c #(nop)  CMD ["/bin/bash"]'),
    ),
    command=("/bin/bash",),
    labels={"name": "Example Linux", "vendor": "example.com"},
)
