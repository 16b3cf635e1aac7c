"""What shells say of a command line, and what they are told; the scripts that make them ask.

A shell that asks sets ``_LAYERSCOPE_COMPLETE`` to ``SHELL_complete`` and gives the command line up
to the cursor. ``SHELL_source`` asks for the script, as with other programs made with click.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from inspector.cli.completion.asked import completions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from inspector.cli.completion.asked import Program
    from inspector.cli.completion.values import Value

ASKING = "_LAYERSCOPE_COMPLETE"
LINE = "LAYERSCOPE_LINE"
_BLANKS = " \t\n"
_UNSAFE = re.compile(r"[^\w@%+=:,./~^-]")
# Up to the last colon or equals sign that is not escaped.
_BROKEN = re.compile(r"(?:(?:\\.|[^\\:=])*[:=])+", re.DOTALL)
# What bash's double quotes leave special.
_SPECIAL = re.compile(r'[$`"\\!]')

_BASH = """\
_layerscope_completion() {
    local IFS=$'\\n' value
    COMPREPLY=()
    while read -r value; do
        COMPREPLY+=("$value")
    done < <(LAYERSCOPE_LINE="${COMP_LINE:0:COMP_POINT}" _LAYERSCOPE_COMPLETE=bash_complete \\
        "$1" 2>/dev/null </dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
# before bash 4.4, the order is always the alphabet's
complete -o nosort -F _layerscope_completion layerscope 2>/dev/null ||
    complete -F _layerscope_completion layerscope
"""

_ZSH = """\
#compdef layerscope
_layerscope() {
    local -a answers values shown folders
    local answer value told before=""
    answers=("${(@f)$(LAYERSCOPE_LINE="${(j: :)words[1,CURRENT-1]} ${QIPREFIX}${PREFIX}" \\
        _LAYERSCOPE_COMPLETE=zsh_complete ${(Q)words[1]} 2>/dev/null </dev/null)}")
    if [[ -z $QIPREFIX && $PREFIX == "~/"* ]]; then
        before="~/"  # compadd would quote it in a value
        answers=("${(@)answers#\\~/}")
    fi
    for answer in "${answers[@]}"; do
        value=${answer%%$'\\t'*} told=${answer#*$'\\t'}
        if [[ $value == */ ]]; then
            folders+=("$value")
        elif [[ -n $value ]]; then
            values+=("$value")
            shown+=("$value${told:+  -- $told}")
        fi
    done
    (( $#folders )) && compadd -U -P "$before" -V folders -S "" -a folders
    (( $#values )) && compadd -U -P "$before" -V values -l -d shown -a values
    return 0
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _layerscope "$@"
else
    compdef _layerscope layerscope
fi
"""

_FISH = """\
function __layerscope_complete
    set -lx LAYERSCOPE_LINE (commandline -cp)
    set -lx _LAYERSCOPE_COMPLETE fish_complete
    set -l words (commandline -opc)
    $words[1] 2>/dev/null </dev/null
end
complete --command layerscope --no-files --arguments "(__layerscope_complete)"
"""


class _TypedLine(NamedTuple):
    """A command line up to the cursor: whole words, and the one at the cursor.

    ``raw`` is that one as it was typed, ``quote`` the quotation mark that is open in it.
    """

    words: list[str]
    incomplete: str
    raw: str
    quote: str


def read_line(text: str) -> _TypedLine:
    """Take a command line apart as shells do."""
    words: list[str] = []
    word, raw, quote, is_word = "", "", "", False
    rest = iter(text)
    for sign in rest:
        if not quote and sign in _BLANKS:
            if is_word:
                words.append(word)
            word, raw, is_word = "", "", False
            continue
        is_word = True
        raw += sign
        if sign == quote:
            quote = ""
        elif not quote and sign in "\"'":
            quote = sign
        elif sign == "\\" and quote != "'":
            following = next(rest, "")
            raw += following
            word += following
        else:
            word += sign
    return _TypedLine(words, word, raw, quote)


def _for_bash(found: Iterable[Value], line: _TypedLine) -> Iterable[str]:
    """Yield what bash puts in the place of the part of the word that it takes for the word.

    Without quotation marks a word begins anew behind a colon and an equals sign.
    """
    if line.quote:
        unfit = _SPECIAL if line.quote == '"' else re.compile("'")
        return (each.text for each in found if not unfit.search(each.text))
    broken = _BROKEN.match(line.raw)
    before = broken[0] if broken is not None else ""
    whole = (_UNSAFE.sub(r"\\\g<0>", each.text) for each in found)
    return (each.removeprefix(before) for each in whole if each.startswith(before))


def _with_help(found: Iterable[Value], line: _TypedLine) -> Iterable[str]:
    del line
    return (f"{each.text}\t{' '.join(each.told.split())}" for each in found)


SHELLS: dict[str, tuple[str, Callable[[Iterable[Value], _TypedLine], Iterable[str]]]] = {
    "bash": (_BASH, _for_bash),
    "zsh": (_ZSH, _with_help),
    "fish": (_FISH, _with_help),
}


def answer(program: Program, environment: Mapping[str, str]) -> str:
    """Return what a shell is told, "" where there is nothing to tell; never raises."""
    shell, _, asked = environment.get(ASKING, "").partition("_")
    if shell not in SHELLS:
        return ""
    script, written = SHELLS[shell]
    if asked == "source":
        return script
    line = read_line(environment.get(LINE, ""))
    try:
        found = completions(program, line.words[1:], line.incomplete)
    except Exception:  # noqa: BLE001  an error would stand in the middle of what is being typed
        return ""
    return "".join(each + "\n" for each in written(found, line))
