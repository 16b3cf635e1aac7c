"""``layerscope completion``: the script that makes a shell complete what is typed."""

from __future__ import annotations

import click

from inspector.cli.completion.shells import SHELLS
from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import write


@click.command("completion", cls=Command, epilog="Example: layerscope completion bash")
@click.argument("shell", type=click.Choice(list(SHELLS)))
def command(*, shell: str) -> None:
    """Print a script that completes commands, options, images, layers and paths in a shell.

    bash: eval "$(layerscope completion bash)" in ~/.bashrc. zsh: the same with zsh, in ~/.zshrc,
    after compinit. fish: layerscope completion fish > ~/.config/fish/completions/layerscope.fish.
    """
    write(SHELLS[shell][0])
