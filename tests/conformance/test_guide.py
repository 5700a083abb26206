"""`--compat guide`: what answers under 1.4 answers here too."""

from __future__ import annotations

import pytest

from tests.conformance.plan import guide_exceptions, runs, succeeds
from tests.conformance.runner import Taken

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("conformance")]


@pytest.mark.parametrize("run", runs("guide"), ids=str)
def test_what_succeeds_still_succeeds(run, outcome_of):
    outcome = outcome_of(run)
    wrong = [outcome.trouble] if outcome.trouble else []
    for taken in filter(lambda taken: succeeds(taken.step), outcome.steps):
        name = f"{run.case.name}/{taken.step.id}"
        if succeeded(taken) == (name in guide_exceptions()):
            wrong.append(f"{name}: {'succeeds now' if succeeded(taken) else taken.got}")
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def succeeded(taken: Taken) -> bool:
    replies = taken.got.get("replies") or [[taken.got["status"], None]]
    return all(200 <= status < 300 for status, _ in replies)
