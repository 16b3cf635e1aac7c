"""A history explained, as JSON: a contract that other programs rely on (``"schema": 1``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.exports.explain.process import process_sentences
from inspector.exports.explain.sentences import step_sentences
from inspector.exports.log_commands import without_commands
from inspector.language import English

if TYPE_CHECKING:
    from inspector.analyses.explain import BuildStep, Explanation, Rebuild, StartedProcess
    from inspector.reading.image import Image


def explanation_json(
    reference: str,
    image: Image,
    explanation: Explanation,
    process: StartedProcess,
    rebuilt: Rebuild | None,
) -> str:
    """Return one object, ASCII, with lone surrogates for undecodable bytes.

    ``rebuilt``: after the change that was asked for, if any.
    """
    document: dict[str, object] = {
        "schema": 1,
        "image": {
            "reference": reference,
            "id": image.id,
            "platform": str(image.source.platform) or None,
            "created": image.config.created,
        },
    }
    with English():
        document["steps"] = [_step(explanation, step, rebuilt) for step in explanation.steps]
        document["process"] = _process(process)
    if rebuilt is not None:
        changed = {"row": rebuilt.changed, "layers": rebuilt.layers, "bytes": rebuilt.bytes}
        document["changed"] = changed
    return without_commands(json.dumps(document, indent=2), r"\u0023") + "\n"


def _step(explanation: Explanation, step: BuildStep, rebuilt: Rebuild | None) -> dict[str, object]:
    row: dict[str, object] = {
        "instruction": step.instruction,
        "kind": step.kind,
        "layer": step.layer,
        "bytes": _bytes(step),
        "explanation": step_sentences(explanation, step),
    }
    if rebuilt is not None:
        row["cache"] = rebuilt.states[step.index]
    return row


def _bytes(step: BuildStep) -> int | None:
    """Return what a step's layer adds, None where the layer was not read."""
    if step.effect is not None:
        return step.effect.size
    return None if step.layer is not None else 0


def _process(process: StartedProcess) -> dict[str, object]:
    return {
        "entrypoint": process.entrypoint,
        "cmd": process.cmd,
        "args": process.args,
        "argv": process.argv,
        "form": process.form,
        "explanation": process_sentences(process),
        "user": process.user or None,
        "workdir": process.workdir or None,
        "env": process.env,
        "ports": process.ports,
        "volumes": process.volumes,
        "stop_signal": process.stop_signal or None,
    }
