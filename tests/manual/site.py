"""Looks through the built site: ``python -m tests.manual.site FOLDER``.

Nothing is loaded from elsewhere, each link within the site leads to a page and a place on it, each
picture is there, and each page names its language.
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a browser fetches by itself: elements, and the attribute that says from where.
LOADED = {
    "img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src",
    "object": "data", "embed": "src", "video": "src", "audio": "src",
}  # fmt: skip


class Page(HTMLParser):
    """The links of a page, what it loads, and its places."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()
        self.language: str | None = None
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        found = dict(attrs)
        self.places |= {each for each in (found.get("id"), found.get("name")) if each}
        if address := found.get(LOADED.get(tag, "")):
            self.loaded.append(address)
        if tag == "html":
            self.language = found.get("lang")
        if tag == "a" and (address := found.get("href")):
            self.links.append(address)


def faults(folder: Path) -> list[str]:
    """Return what is wrong with the site."""
    pages = {path.resolve(): Page(path) for path in folder.rglob("*.html")}
    found = [] if pages else ["there are no pages"]
    for path, page in pages.items():
        name = path.relative_to(folder.resolve())
        found += [
            f"{name} loads {each}"
            for each in page.loaded
            if urlsplit(each).netloc or not _is_there(path, each)
        ]
        if page.language != ("zh-CN" if name.stem.endswith("zh_CN") else "en"):
            found.append(f"{name} says that its language is {page.language}")
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                found.append(f"{name} links to {link}")
            elif target in pages and unquote(parts.fragment) not in {"", *pages[target].places}:
                found.append(f"{name} links to {link}, and there is no such place")
    sheets = [path for path in folder.rglob("*.css") if _asks(path)]
    return found + [f"{path.name} loads from elsewhere" for path in sheets]


def _is_there(page: Path, address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "data" or (page.parent / unquote(parts.path)).exists()


def _asks(path: Path) -> bool:
    text = path.read_text(encoding="utf-8").replace("'", "").replace('"', "")
    return any(each in text for each in ("url(http", "url(//", "@import http", "@import url(http"))


if __name__ == "__main__":
    told = faults(Path(sys.argv[1]))
    sys.exit("\n".join(told) if told else 0)
