"""What `agwctl models check` found, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agwctl.diagnostics.printable import printable
from agwctl.models.verdict import Checked, State

__all__ = ["check_json", "check_line"]


def check_line(checked: Checked, width: int) -> str:
    """One line: the state, the model, where it was looked for, why, and what to do; `width` is of the names."""
    wanted = checked.wanted
    where = wanted.server.url.removeprefix("http://").rstrip("/") + (f" ({wanted.where})" if wanted.where else "")
    said = [*checked.reasons, *([", ".join(checked.capabilities)] if checked.state is State.OK else [])]
    text = "; ".join(reason for reason in said if reason)
    line = f"{checked.state.value:<8} {wanted.name or '*':<{width}}  {where}"
    return printable(line + (f": {text}" if text else "") + (f" → {checked.fix}" if checked.fix else ""))


def check_json(told: Iterable[Checked]) -> dict[str, Any]:
    """The document; `present` is null where the server did not tell."""
    return {"schemaVersion": 1, "models": [_entry(each) for each in told]}


def _entry(checked: Checked) -> dict[str, Any]:
    wanted = checked.wanted
    return {
        "name": wanted.name,
        "clientName": wanted.clients or None,
        "host": wanted.server.url,
        "where": wanted.where or None,
        "state": checked.state.value,
        "present": checked.present,
        "nearest": [near.name for near in checked.nearest],
        "capabilities": list(checked.capabilities),
        "fits": checked.fits,
        "reason": "; ".join(checked.reasons) or None,
        "fix": checked.fix or None,
    }
