"""The lists of what does not agree: they name what exists, with reasons, and stay short."""

from __future__ import annotations

import pytest

from tests.conformance.plan import deviations, guide_exceptions, later, succeeds
from tests.conformance.recordings import load

COMPARED = {
    f"{case.name}/{step.id}": case for case in load().values() for step in case.steps if step.expect is not None
}


def test_every_recording_is_there():
    assert len(load()) == 230
    assert sum(len(case.steps) for case in load().values()) == 1214


def test_step_names_are_unique():
    names = [f"{case.name}/{step.id}" for case in load().values() for step in case.steps]
    assert len(set(names)) == len(names)


def test_later_names_cases():
    assert later().keys() <= load().keys()


@pytest.mark.parametrize("listed", [deviations, guide_exceptions])
def test_exceptions_name_steps_of_cases_that_run(listed):
    assert listed().keys() <= COMPARED.keys()
    assert not {name for name in listed() if COMPARED[name].name in later()}
    assert all(isinstance(reason, str) and len(reason) > 10 for reason in listed().values())


def test_guide_exceptions_are_of_the_two_kinds_that_may_be():
    steps = {f"{case.name}/{step.id}": step for case in load().values() for step in case.steps}
    for name, reason in guide_exceptions().items():
        assert succeeds(steps[name])
        assert reason.startswith(("strict-framing: ", "model that Ollama does not have: "))


@pytest.mark.parametrize(("of_framing", "share"), [(True, 0.15), (False, 0.02)])
def test_deviations_are_few(of_framing, share):
    def counted(name: str) -> bool:
        return (COMPARED[name].file == "framing") is of_framing

    assert len([*filter(counted, deviations())]) <= share * len([*filter(counted, COMPARED)])
