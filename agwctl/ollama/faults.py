"""What is to go wrong, as values: with a model, or on a path; and which request each one strikes."""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from agwctl.ollama.name import parse
from agwctl.ollama.store import Model

__all__ = [
    "ContextOverflow",
    "Crash",
    "CutOff",
    "Denied",
    "DiesIdle",
    "Faults",
    "Hang",
    "LoadFails",
    "LoadStalls",
    "ModelFault",
    "OutOfMemory",
    "PathFault",
    "QueueFull",
    "SlowFirstToken",
    "SlowLoad",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    times: int | None = None
    """How many requests it strikes; None: all."""
    probability: float = 1.0
    """How likely it strikes one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFault(Fault):
    """Something that goes wrong with a model."""

    at_load: ClassVar[bool] = False
    """It can only strike a request for which the model has to be loaded."""
    at_work: ClassVar[bool] = False
    """It can only strike a request that the model is to answer, not one that only loads it."""
    model: str = "*"
    """The model's name, or `*` for every one."""

    def meets(self, model: Model) -> bool:
        name = parse(self.model)
        return self.model == "*" or (name is not None and name.key == model.name.key)


class OutOfMemory(ModelFault):
    """The runner finds no memory and ends."""

    at_load = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFails(ModelFault):
    """The runner ends before it is ready."""

    at_load = True
    exit_status: int = 1
    last_line: str = ""
    """What it says last, if that is something that Ollama passes on."""


class LoadStalls(ModelFault):
    """The runner never gets ready; Ollama gives up after its load timeout."""

    at_load = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowLoad(ModelFault):
    """Loading takes so many seconds instead of the model's own."""

    at_load = True
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowFirstToken(ModelFault):
    """The first token takes so many seconds more."""

    at_work = True
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash(ModelFault):
    """The runner dies after so many tokens; 0 is before the first one."""

    at_work = True
    after_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang(ModelFault):
    """No token comes after so many, until the client leaves."""

    at_work = True
    after_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff(ModelFault):
    """The connection is cut after so many tokens."""

    at_work = True
    after_tokens: int = 0


class DiesIdle(ModelFault):
    """The runner dies once the request is over; nobody notices, the next one loads it again."""


class QueueFull(ModelFault):
    """Too many requests are waiting for a load: 503."""


class ContextOverflow(ModelFault):
    """The prompt is too long for the context, however short it is: 400."""

    at_work = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied(ModelFault):
    """The request is refused, as by Ollama's cloud: 401 without a sign-in, 403 where the cloud is disabled."""

    status: int = 403
    text: str = ""
    """In the place of Ollama's own words for 401 and 403."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFault(Fault):
    """Something that goes wrong on a path, whatever the model; first the delay, then at most one of the others."""

    path: str
    """As in the request, without a query; a `*` at the end stands for anything."""
    method: str | None = None
    delay: float = 0.0
    """Seconds in which nothing happens."""
    status: int | None = None
    """An answer in the place of the real one."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hang: bool = False
    """No answer comes, until the client leaves."""
    refuse: bool = False
    """The connection is closed without a byte."""
    close_after: int | None = None
    """The connection is cut after so many bytes of the body."""

    def meets(self, method: str, path: str) -> bool:
        if self.method not in (None, method):
            return False
        return path.startswith(self.path[:-1]) if self.path.endswith("*") else path == self.path


_Kind = TypeVar("_Kind", bound=Fault)


class Faults:
    """Decides which fault strikes which request: the same ones for the same seed; may be used from any thread."""

    def __init__(self, faults: Iterable[ModelFault | PathFault] = (), seed: int = 0) -> None:
        self._seed = seed
        self._numbers = itertools.count()
        self._of_models: list[_Counted[ModelFault]] = []
        self._of_paths: list[_Counted[PathFault]] = []
        self._lock = threading.Lock()
        for fault in reversed(tuple(faults)):
            self.add(fault)

    def add(self, fault: ModelFault | PathFault) -> None:
        """One more, which comes before all others."""
        salt = f"{self._seed} {next(self._numbers)}"
        with self._lock:
            if isinstance(fault, ModelFault):
                self._of_models.insert(0, _Counted(fault, salt))
            else:
                self._of_paths.insert(0, _Counted(fault, salt))

    def clear(self) -> None:
        """None strikes any more."""
        with self._lock:
            self._of_models.clear()
            self._of_paths.clear()

    def of_model(self, model: Model, *, loaded: bool, works: bool = True) -> ModelFault | None:
        """The one that strikes a request for `model`; without `works` it only loads the model."""

        def fits(fault: ModelFault) -> bool:
            return fault.meets(model) and not (loaded and fault.at_load) and (works or not fault.at_work)

        return self._first(self._of_models, fits)

    def of_path(self, method: str, path: str) -> PathFault | None:
        """The one that strikes a request to `path`."""
        return self._first(self._of_paths, lambda fault: fault.meets(method, path))

    def _first(self, counted: Iterable[_Counted[_Kind]], fits: Callable[[_Kind], bool]) -> _Kind | None:
        with self._lock:
            return next((each.fault for each in counted if fits(each.fault) and each.strikes()), None)


@dataclass(slots=True)
class _Counted(Generic[_Kind]):
    """A fault, how often it could have struck and how often it did."""

    fault: _Kind
    salt: str
    looked: int = 0
    struck: int = 0

    def strikes(self) -> bool:
        if self.fault.times is not None and self.struck >= self.fault.times:
            return False
        self.looked += 1
        dice = hashlib.sha256(f"{self.salt} {self.looked}".encode()).digest()
        strikes = int.from_bytes(dice[:6], "big") / 2**48 < self.fault.probability
        self.struck += strikes
        return strikes
