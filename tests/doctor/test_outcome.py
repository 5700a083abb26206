from __future__ import annotations

import pytest

from agwctl.doctor.check import Finding, Status, failed, not_needed, passed, warned
from agwctl.doctor.outcome import counted, exit_code, is_not_needed, untold
from agwctl.errors import ExitCode
from tests.doctor.told import checked, diagnosis

WELL, DOWN, SLOW = passed("well"), failed("A01", "down"), warned("C02", "slow")
UNKNOWN, CRASH, SKIP = (Finding(each, "…") for each in (Status.UNKNOWN, Status.CRASH, Status.SKIP))


@pytest.mark.parametrize(
    ("findings", "fail", "warning"),
    [
        ((WELL,), ExitCode.OK, ExitCode.OK),
        ((WELL, SLOW), ExitCode.OK, ExitCode.FINDINGS),
        ((WELL, DOWN), ExitCode.FINDINGS, ExitCode.FINDINGS),
        ((UNKNOWN, DOWN), ExitCode.FINDINGS, ExitCode.FINDINGS),
        ((WELL, UNKNOWN), ExitCode.INCOMPLETE, ExitCode.INCOMPLETE),
        ((SLOW, CRASH), ExitCode.INCOMPLETE, ExitCode.FINDINGS),
        ((UNKNOWN, SKIP), ExitCode.CANNOT_RUN, ExitCode.CANNOT_RUN),
        ((), ExitCode.CANNOT_RUN, ExitCode.CANNOT_RUN),
    ],
)
def test_the_exit_code(findings, fail, warning):
    found = diagnosis(*(checked(str(number), each) for number, each in enumerate(findings)), verdict=None)
    assert (exit_code(found, Status.FAIL), exit_code(found, Status.WARN)) == (fail, warning)


def test_side_information_may_be_missing_and_no_check_may_crash():
    side = checked("owner", UNKNOWN, matters=False)
    broken = checked("crashed", CRASH, matters=False)
    found = diagnosis(checked("well", WELL), side, verdict=None)
    assert exit_code(found, Status.FAIL) is ExitCode.OK
    found = diagnosis(checked("well", WELL), side, broken, verdict=None)
    assert exit_code(found, Status.FAIL) is ExitCode.INCOMPLETE
    assert untold(found) == [broken]


def test_counts_begin_with_what_is_broken():
    results = [checked("a", WELL), checked("b", WELL), checked("c", DOWN), checked("d", SKIP, blames="c")]
    assert counted(results) == "1 failed, 2 passed, 1 not run"


def test_what_is_not_needed_has_not_passed():
    results = [checked("a", WELL), checked("b", not_needed("no gateway was named"))]
    assert counted(results) == "1 passed, 1 not needed here"
    assert [is_not_needed(each) for each in results] == [False, True]
    assert counted([]) == "no check"
