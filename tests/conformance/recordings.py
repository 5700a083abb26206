"""The recorded cases: what is configured and sent, and what agentgateway 1.4.1 answered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["FOLDER", "Case", "Step", "load", "parts", "read_yaml", "texts"]

FOLDER = Path(__file__).parent / "cases"
LONGEST = 21
"""Steps of a case that one process takes."""


@dataclass(frozen=True)
class Step:
    """One request of a case, or several equal ones; README.md beside this file describes the keys."""

    id: str
    send: dict[str, Any]
    expect: dict[str, Any] | None = None
    about: str = ""
    config: str | None = None
    watch: list[str] = field(default_factory=list)
    see: list[str] = field(default_factory=list)
    log: list[str] | None = None
    grep: str | None = None
    mask: list[str] = field(default_factory=list)
    near: dict[str, float] = field(default_factory=dict)
    unordered: bool = False
    ignore: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """One gateway process: its configuration, environment and files, and the steps in their order."""

    name: str
    file: str
    config: str
    steps: tuple[Step, ...]
    env: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    about: str = ""


def read_yaml(path: Path) -> Any:
    # The C parser, where PyYAML has it, reads the megabyte of cases in 0.3 s instead of 4.
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def load() -> dict[str, Case]:
    """Every case with steps by its name, in the order of the files."""
    return {case.name: case for path in sorted(FOLDER.glob("*.yaml")) for case in in_file(path)}


def in_file(path: Path) -> list[Case]:
    """The cases of one file; entries of the static validation have no steps and are left out."""
    return [
        Case(
            name=entry["case"],
            file=path.stem,
            config=entry["config"],
            steps=tuple(Step(**step) for step in entry["steps"]),
            env=entry.get("env", {}),
            files=entry.get("files", {}),
            about=entry.get("about", ""),
        )
        for entry in read_yaml(path)
        if "case" in entry
    ]


def parts(case: Case) -> list[Case]:
    """The case, or if it is long and no step changes the configuration, slices of it that can run side by side."""
    if len(case.steps) <= LONGEST or any(step.config is not None for step in case.steps):
        return [case]
    return [replace(case, steps=case.steps[at : at + LONGEST]) for at in range(0, len(case.steps), LONGEST)]


@cache
def texts() -> str:
    """The case files as one text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml")))
