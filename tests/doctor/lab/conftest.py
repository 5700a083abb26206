"""One maker of machines for all tests of the lab that a worker runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.doctor.lab.sandbox import Zygote


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    if sys.platform != "linux":
        pytest.skip("NOT TRIED in the lab: its machines are made of namespaces of Linux")
    made = Zygote()
    yield made
    made.close()
