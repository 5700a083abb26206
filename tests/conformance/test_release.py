"""`--compat 1.4`: every recorded step agrees with agentgateway 1.4.1, except what is listed."""

from __future__ import annotations

import pytest

from tests.conformance.plan import deviations, later, runs
from tests.conformance.runner import Outcome

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("conformance")]


@pytest.mark.parametrize("run", runs("1.4"), ids=str)
def test_case(run, outcome_of):
    outcome = outcome_of(run)
    if subject := later().get(run.case.name):
        if outcome.agrees:
            pytest.fail(f"{run.case.name} agrees now: take it out of later.yaml", pytrace=False)
        pytest.xfail(f"later: {subject}")
    if found := problems(run.case.name, outcome):
        pytest.fail("\n".join(found), pytrace=False)


def problems(case: str, outcome: Outcome) -> list[str]:
    found = [outcome.trouble] if outcome.trouble else []
    for taken in outcome.steps:
        name = f"{case}/{taken.step.id}"
        if name not in deviations():
            found += [f"{name} {difference}" for difference in taken.differences]
        elif not taken.differences:
            found.append(f"{name} agrees now: take it out of deviations.yaml")
    return found


@pytest.mark.parametrize("run", [run for run in runs("1.4") if run.case.file == "framing"], ids=str)
def test_what_is_refused_stays_refused(run, outcome_of):
    """Deviations are on the strict side: nothing passes that 1.4.1 refuses, and no more reaches the upstream."""
    for taken in outcome_of(run).steps:
        want = taken.step.expect
        if refused(want["status"]):
            assert refused(taken.got["status"]), taken.step.id
        assert len(taken.got["upstream"]) <= len(want["upstream"]), taken.step.id


def refused(status: int) -> bool:
    return status <= 0 or status >= 400
