"""What `ollama` prints, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

__all__ = ["vectors"]


def vectors(kind: str) -> list[Any]:
    """Pairs or rows of one part of vectors.yaml."""
    found = yaml.safe_load((Path(__file__).parent / "vectors.yaml").read_text("utf-8"))[kind]
    return list(found.items()) if isinstance(found, dict) else found
