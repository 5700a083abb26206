"""A scenario, or parts of one, given in code or on a command line instead of in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from agwctl.config.model import wire_name
from agwctl.diagnostics import human
from agwctl.diagnostics.report import FileReport, Report
from agwctl.errors import InputError
from agwctl.ollama.name import parse
from agwctl.ollama.scenario.document import Hardware, Scenario
from agwctl.ollama.scenario.load import Loaded, load_text
from agwctl.ollama.scenario.models import ModelEntry
from agwctl.ollama.scenario.trouble import of_model, of_path
from agwctl.ollama.simulator import Simulator

__all__ = ["FREQUENT", "add_fault", "over", "read", "sound", "written"]

FREQUENT: dict[str, dict[str, object]] = {
    "oom": {"outOfMemory": None},
    "load-fails": {"loadFails": "error loading model: unknown model architecture: 'foo'"},
    "crash": {"crashAfterTokens": 0},
    "crash-mid-stream": {"crashAfterTokens": 2},
    "cut": {"closeAfterTokens": 2},
    "hang": {"hangAfterTokens": 0},
    "hang-mid-stream": {"hangAfterTokens": 2},
    "slow": {"slowFirstToken": "10s"},
    "busy": {"queueFull": None},
    "overflow": {"contextOverflow": None},
    "unauthorized": {"unauthorized": None},
    "forbidden": {"forbidden": None},
}
"""The faults that are asked for most: word → the fault as a scenario writes it."""
_FOR_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
"""What JSON takes as it is and YAML does not."""


def written(values: Mapping[str, Any], name: str = "<options>") -> Scenario:
    """The scenario of these keys, spelt as in a file or as in Python. Raises: InputError with all mistakes."""
    return sound(read(values, name), name)


def read(values: Mapping[str, Any], name: str) -> Loaded:
    """The same with what is wrong with it."""
    keys = {wire_name(key): value for key, value in values.items()}
    return load_text(_text({"scenario": "ollama"} | keys), name)


def sound(loaded: Loaded, name: str) -> Scenario:
    """The scenario that was loaded. Raises: InputError with all mistakes when there are some."""
    if loaded.scenario is None:
        told = Report((FileReport(name, "scenario", "checked", None, tuple(loaded.errors)),))
        raise InputError(f"{name} is not a valid scenario:\n{human.render(told)}")
    return loaded.scenario


def over(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario with what another one gives in the place of its own; of the hardware, part by part."""
    own, given = vars(scenario), {name: vars(other)[name] for name in other.given()}
    if scenario.hardware is not None and other.hardware is not None:
        given["hardware"] = Hardware(**{**vars(scenario.hardware), **vars(other.hardware)})
    return Scenario(**{**own, **given})


def add_fault(playing: Simulator, kind: str = "", model: str = "*", path: str = "", **how: Any) -> None:
    """From now on something goes wrong first of all with a model (`*`: with any) or on a path.

    `kind` is one of the words of `FREQUENT`, `how` are the keys of a fault, spelt as in a file or as in Python.
    Raises: InputError for a word, a key, a value or a model that does not exist, and for words beside a path.
    """
    keys = {wire_name(key): value for key, value in how.items() if value is not None}
    if path:
        _must_fit(kind, model, path)
        (found,) = written({"faults": [{"path": path} | keys]}, "<fault>").faults
        playing.engine.faults.add(of_path(found))
        return
    if not kind and not keys:
        raise InputError("a fault of which nobody says what happens", f"the usual ones are {', '.join(FREQUENT)}")
    if kind and kind not in FREQUENT:
        raise InputError(f"there is no fault {kind!r}", f"the usual ones are {', '.join(FREQUENT)}")
    if model != "*":
        _must_be_there(model, playing)
    entry = {"name": "any" if model == "*" else model, "faults": [FREQUENT.get(kind, {}) | keys]}
    described = (written({"models": [entry]}, "<fault>").models or [""])[0]
    assert isinstance(described, ModelEntry), "it was written as one"
    playing.engine.faults.add(of_model(described.faults[0], model))


def _must_fit(kind: str, model: str, path: str) -> None:
    if kind or model != "*":
        what = f"fault {kind!r}" if kind else f"model={model!r}"
        raise InputError(f"{what} and path={path!r} do not go together", "of a path say status, delay, hang or refuse")
    if path != "*" and not path.startswith("/"):
        raise InputError(f"no request has the path {path!r}", f"write /{path}")


def _must_be_there(text: str, playing: Simulator) -> None:
    name, there = parse(text), [model.name for model in playing.engine.store.newest_first()]
    if name is None or name.key not in {each.key for each in there}:
        hint = f"there are {', '.join(map(str, there))}" if there else None
        raise InputError(f"there is no model {text!r}", hint)


def _text(value: Mapping[str, Any]) -> str:
    """YAML as JSON writes it, each key on a line of its own. Raises: InputError for what JSON cannot hold."""
    try:
        text = json.dumps(value, indent=1, ensure_ascii=False)
        return _FOR_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    except (TypeError, ValueError) as error:
        raise InputError(f"a scenario holds texts, numbers, lists and objects: {error}") from None
