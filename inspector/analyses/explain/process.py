"""What a container of an image starts.

Source: moby daemon/commit.go ``merge`` (what ``docker run`` gives replaces the image's), and
daemon/create.go (an ENTRYPOINT that is one empty word is none).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analyses.explain.model import Form
from inspector.analyses.explain.values import form_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.spec import ImageConfig

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartedProcess:
    """The process and what surrounds it; texts are the configuration's, not printable yet.

    Attributes:
        entrypoint, cmd: What counts, None where there is none; ``cmd`` is the image's, which
            ``args`` replace.
        entrypoint_form, image_cmd_form: How these are written.
        is_replaced: Whether ``docker run --entrypoint`` replaces the image's ENTRYPOINT, which
            drops its CMD, too.
        env: The names of the variables.
        user, workdir, stop_signal: "" where the configuration has none.

    """

    entrypoint: Words | None
    cmd: Words | None
    args: Words
    entrypoint_form: Form
    image_cmd_form: Form
    is_replaced: bool
    user: str
    workdir: str
    env: Words
    ports: Words
    volumes: Words
    stop_signal: str

    @property
    def appended(self) -> Words:
        """What follows the ENTRYPOINT: the arguments, or CMD where there are none."""
        return self.args or self.cmd or ()

    @property
    def cmd_form(self) -> Form:
        """The form of ``appended``: arguments are words of an exec form."""
        return Form.EXEC if self.args else self.image_cmd_form

    @property
    def argv(self) -> Words:
        """The words of the process; none where there is nothing to start."""
        return (*(self.entrypoint or ()), *self.appended)

    @property
    def form(self) -> Form:
        """Whether the process is the program itself or a shell that runs a text."""
        return self.cmd_form if self.entrypoint is None else self.entrypoint_form

    @property
    def ignored(self) -> Words:
        """What an ENTRYPOINT in shell form does not see, but as ``$0``, ``$1`` of its shell.

        The shells of Windows take what follows for more of the text.
        """
        is_ignored = self.entrypoint_form is Form.SHELL and not self._is_windows_shell
        return self.appended if is_ignored else ()

    @property
    def _is_windows_shell(self) -> bool:
        program = self.entrypoint[0] if self.entrypoint else ""
        name = program.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
        return name in {"cmd", "powershell", "pwsh"}


def process(
    config: ImageConfig, args: Sequence[str] = (), entrypoint: str | None = None
) -> StartedProcess:
    """Return what ``docker run [--entrypoint ENTRYPOINT] IMAGE ARGS…`` starts."""
    found = config.config
    shell = (found.shell if found else None) or ()
    own = tuple((found.entrypoint if found else None) or ())
    cmd = tuple((found.cmd if found else None) or ())
    if entrypoint is not None:
        own, cmd = (entrypoint,), ()
    if own == ("",):
        own = ()
    return StartedProcess(
        entrypoint=own or None,
        cmd=cmd or None,
        args=tuple(args),
        entrypoint_form=form_of(own, shell),
        image_cmd_form=form_of(cmd, shell),
        is_replaced=entrypoint is not None,
        user=(found.user if found else None) or "",
        workdir=(found.working_dir if found else None) or "",
        env=tuple(each.partition("=")[0] for each in (found.env if found else None) or ()),
        ports=tuple((found.exposed_ports if found else None) or ()),
        volumes=tuple((found.volumes if found else None) or ()),
        stop_signal=(found.stop_signal if found else None) or "",
    )
