"""Failures made real on machines of their own, and what the real command says about each: `cases/*.yaml`.

A case is a machine (see `machine.py`) and what is expected of each run of the doctor on it:
  verdict  ids of the catalogue of the verdict, the one meant first; `none` when nothing is found
  exit     of the process: 1 with a verdict that fails, else 0, when it is not given
  status   of the verdict: fail when it is not given
  says     texts that stand in the verdict's summary or evidence
  fix      the commands of its first fix, exactly
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.doctor.lab.sandbox import Zygote

CASES = Path(__file__).parent / "cases"


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


@pytest.mark.parametrize("case", list(cases()))
def test_a_failure_is_found(case, zygote: Zygote) -> None:
    if not Path(case.get("needs", "/")).exists():
        pytest.skip(f"NOT TRIED in the lab: {case['needs']} is not installed")
    machine = {"doctor": "", **{key: value for key, value in case.items() if key not in ("name", "expect", "needs")}}
    found = zygote.run(machine)
    if "skip" in found:
        pytest.skip(f"NOT TRIED in the lab: {found['skip']}")
    if "error" in found:
        pytest.fail(found["error"], pytrace=False)
    expected = [case["expect"], *(mend.get("expect", {"verdict": "none"}) for mend in case.get("mends", ()))]
    for step, wanted in zip(found["steps"], expected, strict=True):
        compare(step, wanted)


def compare(step: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Everything that is wrong with a run, at once."""
    assert step["out"], step["err"]
    told = json.loads(step["out"])
    verdict = told["verdict"] or {"status": "pass", "ids": [], "summary": "", "fixes": [], "check": None}
    found = {"verdict": " ".join(verdict["ids"]) or "none", "status": verdict["status"], "exit": step["code"]}
    status = wanted.get("status", "pass" if wanted["verdict"] == "none" else "fail")
    right = {"verdict": wanted["verdict"], "status": status, "exit": wanted.get("exit", int(status == "fail"))}
    fixes = [fix["commands"] for fix in verdict["fixes"]]
    if "fix" in wanted:
        found["fix"], right["fix"] = (fixes or [None])[0], wanted["fix"]
    evidence: list[str] = next((each["evidence"] for each in told["checks"] if each["id"] == verdict["check"]), [])
    seen = "\n".join([verdict["summary"], *evidence])
    wrong = [f"{key}: {found[key]!r} instead of {right[key]!r}" for key in right if found[key] != right[key]]
    wrong += [f"does not say {text!r}" for text in wanted.get("says", ()) if text not in seen]
    wrong += [f"crash in {each['id']}: {each['summary']}" for each in told["checks"] if each["status"] == "crash"]
    if wrong:
        printed = "\n\n".join("\n".join(commands) for commands in fixes)
        pytest.fail(f"{'; '.join(wrong)}\n{verdict['check']}: {seen}\n{printed}\n{step['err']}", pytrace=False)
