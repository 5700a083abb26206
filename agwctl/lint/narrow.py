"""A configuration with only some of its routes and models: what a question about those costs no more than they do."""

from __future__ import annotations

import copy
from collections.abc import Collection, Sequence
from typing import TypeVar

from agwctl.config.llm import LlmModel
from agwctl.config.model import Model
from agwctl.config.root import Config
from agwctl.config.route import Route

__all__ = ["narrowed"]

R = TypeVar("R", Route, LlmModel)
M = TypeVar("M", bound=Model)


def narrowed(config: Config, wanted: Collection[Model]) -> Config:
    """A copy with these routes and models alone; they are the same objects as in the original."""
    ids = {id(each) for each in wanted}

    def among(items: Sequence[R]) -> list[R]:
        return [item for item in items if id(item) in ids]

    binds = [
        _with(bind, listeners=[_with(each, routes=among(each.routes or [])) for each in bind.listeners])
        for bind in config.binds
    ]
    llm = None if config.llm is None else _with(config.llm, models=among(config.llm.models))
    return _with(config, binds=binds, routes=among(config.routes), llm=llm)


def _with(model: M, **values: object) -> M:
    other = copy.copy(model)
    other.__dict__.update(values)
    return other
