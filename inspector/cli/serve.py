"""``layerscope serve``: the screen in a browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector import garbage
from inspector.cli.kit.base import base_option
from inspector.cli.kit.command import LANG, Command
from inspector.cli.kit.opening import IN_BROWSER, access_options, image_options, open_image, write
from inspector.cli.kit.streams import complain
from inspector.errors import UsageError
from inspector.formats.source import STDIN
from inspector.language import N_, Lazy, _, chosen
from inspector.lessons.catalogue import lesson
from inspector.serving.address import LOOPBACK, listen
from inspector.serving.page import statics
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command("serve", cls=Command, epilog="Example: layerscope serve app.tar")
@click.argument("reference", metavar="IMAGE|LESSON")
@click.option(
    "--host",
    metavar="ADDRESS",
    default=LOOPBACK,
    help=N_("Address to listen on; default: 127.0.0.1, which only this machine can reach."),
)
@click.option(
    "--port",
    metavar="N",
    type=int,
    help=N_("Port; 0: a free one; default: 8000, or the next that is free."),
)
@base_option
@image_options
def command(
    *,
    reference: str,
    host: str,
    port: int | None,
    base: str | None,
    name: str | None,
    platform: str | None,
) -> int:
    """Show IMAGE or a LESSON in a browser, as on a terminal. Ctrl+C ends it.

    Each tab of a browser has its own screen. There is no password: only this machine can reach the
    page, unless --host is given.
    """
    statics()
    options = {"--base": base, "--image": name, "--platform": platform}
    shown = _lesson(reference, options) or _image(reference, options)
    address = listen(host, port)
    if not address.is_private:
        complain(
            _(
                "warning: there is no password: whoever can reach {url} sees the image and can"
                " write files as you"
            ).format(url=address.url)
        )
    write(f"{address.url}\n")
    sys.stdout.flush()
    from inspector.serving.server import serve

    garbage.enable()
    own = [sys.executable, "-P", "-m", "inspector"]
    serve(address, reference, [*own, *shown[:1], f"--{IN_BROWSER}", LANG, chosen(), *shown[1:]])
    return 0


def _lesson(reference: str, options: Mapping[str, str | None]) -> list[str]:
    """Return the command for a lesson, nothing where there is a path or no lesson of that name."""
    if os.path.lexists(reference) or lesson(reference) is None:
        return []
    for option, value in options.items():
        if value is not None:
            told = N_("{option} is for an image, and {name} is a lesson")
            raise UsageError(Lazy(told, option=option, name=reference))
    return ["learn", "--", reference]


def _image(reference: str, options: Mapping[str, str | None]) -> list[str]:
    """Return the command for an image. Raises LayerscopeError where it cannot be opened."""
    if reference == STDIN or _is_pipe(reference):
        told = N_("{name} can be read only once, and serve reads the image for each browser")
        raise UsageError(Lazy(told, name=printable(reference)))
    open_image(reference, options["--image"], options["--platform"])
    given = [word for option in options.items() if option[1] is not None for word in option]
    return ["view", *access_options(), *map(str, given), "--", reference]


def _is_pipe(reference: str) -> bool:
    path = Path(reference)
    return path.exists() and not (path.is_file() or path.is_dir())
