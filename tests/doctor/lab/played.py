"""What the doctor says on a machine of the lab."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.doctor.lab.sandbox import Zygote

__all__ = ["Said", "played"]


class Said:
    """One run of the doctor."""

    def __init__(self, step: Mapping[str, Any]) -> None:
        if not step["out"]:
            pytest.fail(f"the doctor says nothing: {step['err']}", pytrace=False)
        self.code: int = step["code"]
        self.seconds: float = step["seconds"]
        self.err: str = step["err"]
        self.told: dict[str, Any] = json.loads(step["out"])
        self.verdict: dict[str, Any] = self.told["verdict"]
        self.checks: list[dict[str, Any]] = self.told["checks"]

    @property
    def ids(self) -> str:
        """Of the verdict, the one meant first; `none` without any."""
        return " ".join(self.verdict["ids"]) or "none"

    @property
    def fixes(self) -> list[list[str]]:
        """The commands of each fix of the verdict."""
        return [fix["commands"] for fix in self.verdict["fixes"]]

    @property
    def seen(self) -> str:
        """The verdict's summary, and the evidence of its check."""
        evidence = (each["evidence"] for each in self.checks if each["id"] == self.verdict["check"])
        return "\n".join([self.verdict["summary"], *next(evidence, [])])

    def of_status(self, *statuses: str) -> Iterator[str]:
        """`fail ollama-listening: nothing listens …`, for the checks that came out like that."""
        for each in self.checks:
            if each["status"] in statuses:
                yield f"{each['status']} {each['id']}: {each['summary']}"

    def __repr__(self) -> str:
        """For a test's failure."""
        printed = "\n\n".join("\n".join(commands) for commands in self.fixes)
        return f"{self.verdict['check']}: {self.seen}\n{printed}\n{self.err}"


def played(zygote: Zygote, machine: Mapping[str, Any]) -> list[Said]:
    """The runs on a machine; skips where no machines can be made, fails where this one cannot."""
    found = zygote.run({"doctor": "", **machine})
    if "skip" in found:
        pytest.skip(f"NOT TRIED on a machine of its own: {found['skip']}")
    if "error" in found:
        pytest.fail(found["error"], pytrace=False)
    return [Said(step) for step in found["steps"]]
