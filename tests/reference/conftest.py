"""Where the reference data is: `shared` next to the checkout. Without it these tests say so and are skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared"


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("no reference data next to the checkout (../shared)")
    return SHARED
