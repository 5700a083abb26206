"""Failures made real on machines of their own, and what the real command says about each: `cases/*.yaml`.

A case is a machine (see `machine.py`) and what is expected of each run of the doctor on it:
  verdict  ids of the catalogue of the verdict, the one meant first; `none` when nothing is found
  exit     of the process: 1 with a verdict that fails, else 0, when it is not given
  status   of the verdict: fail when it is not given
  says     texts that stand in the verdict's summary or evidence
  noted    ids of what is worth knowing and not broken
  fix      the commands of its first fix, exactly; PID stands for the server's
  do       a part of that fix's title, where that is what says what to do
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.doctor.lab.played import Said, played
from tests.doctor.lab.sandbox import Zygote

PID = re.compile(r"(?<=kill )\d+|(?<=--pid=)\d+")
CASES = Path(__file__).parent / "cases"


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


FAILURES = list(cases())


def test_the_lab_has_what_it_promises() -> None:
    ids = {str(case.values[0]["expect"]["verdict"]) for case in FAILURES}
    assert len(FAILURES) >= 60
    assert len(ids) >= 60


@pytest.mark.parametrize("case", FAILURES)
def test_a_failure_is_found(case, zygote: Zygote) -> None:
    if not Path(case.get("needs", "/")).exists():
        pytest.skip(f"NOT TRIED in the lab: {case['needs']} is not installed")
    machine = {key: value for key, value in case.items() if key not in ("name", "expect", "needs")}
    expected = [case["expect"], *(mend.get("expect", {"verdict": "none"}) for mend in case.get("mends", ()))]
    for said, wanted in zip(played(zygote, machine), expected, strict=True):
        wrong = list(differences(said, wanted))
        if wrong:
            pytest.fail(f"{'; '.join(wrong)}\n{said}", pytrace=False)


def differences(said: Said, wanted: Mapping[str, Any]) -> Iterator[str]:
    """Everything that is wrong with a run."""
    status = wanted.get("status", "pass" if wanted["verdict"] == "none" else "fail")
    right = {"verdict": wanted["verdict"], "status": status, "exit": wanted.get("exit", int(status == "fail"))}
    found = {"verdict": said.ids, "status": said.verdict["status"], "exit": said.code}
    if "fix" in wanted:
        found["fix"], right["fix"] = [PID.sub("PID", line) for line in (said.fixes or [[]])[0]], wanted["fix"]
    for key, value in right.items():
        if found[key] != value:
            yield f"{key}: {found[key]!r} instead of {value!r}"
    title = next((fix["title"] for fix in said.verdict["fixes"]), "")
    if wanted.get("do", "") not in title:
        yield f"does not tell to {wanted['do']!r} but to {title!r}"
    yield from (f"does not say {text!r}" for text in wanted.get("says", ()) if text not in said.seen)
    told = {id for each in said.checks if each["status"] == "pass" for id in each["ids"]}
    yield from (f"does not note {id}" for id in wanted.get("noted", ()) if id not in told)
    yield from said.of_status("crash")
