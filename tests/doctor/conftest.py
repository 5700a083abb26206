"""One maker of machines for all tests of a worker that need some."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.doctor.lab.sandbox import Zygote


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    if sys.platform != "linux":
        pytest.skip("NOT TRIED on machines of their own: they are made of namespaces of Linux")
    made = Zygote()
    yield made
    made.close()
