"""What all of the stand-in's APIs share: finding the model, checking what it can do, starting an answer."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agwctl.http.message import Request
from agwctl.ollama.answer import Answer
from agwctl.ollama.catalogue import known_models
from agwctl.ollama.clock import Clock, Pace
from agwctl.ollama.cloud import Cloud, SignInNeeded
from agwctl.ollama.duration import keep_alive as duration
from agwctl.ollama.embedding import Embedding
from agwctl.ollama.faults import Denied, Faults
from agwctl.ollama.generation import Generation, Order
from agwctl.ollama.library import Library
from agwctl.ollama.loading import Wish, wish
from agwctl.ollama.made_up import stand_in_answer
from agwctl.ollama.network import Registries, Remote
from agwctl.ollama.prompt import Prompt, check_options, embedding_model, prompted_model, text_model
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import LATEST, Release
from agwctl.ollama.runners import Runners
from agwctl.ollama.settings import Settings
from agwctl.ollama.store import Model, Store

__all__ = ["Engine"]

_MANY = 1 << 20


class Engine:
    """Holds the models and the runners; safe to use from many threads."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        pace: Pace,
        answer: Answer = stand_in_answer,
        release: Release = LATEST,
        settings: Settings | None = None,
    ) -> None:
        self.store = store
        self.release = release
        self.settings = settings or Settings()
        self.clock = clock
        self.folder = self.settings.folder
        self.library = self._library()
        self._hostname = self.settings.door.hostname or socket.gethostname()
        self.cloud = Cloud(self.settings.cloud, clock, self._hostname)
        store.elsewhere = self.library.registries.cloud = self.cloud.find
        self.runners = Runners(clock, self.settings, release)
        # Models of the cloud are loaded there: on a machine without limits, of which nothing is listed here.
        self._far = Runners(clock, Settings(num_parallel=_MANY, max_loaded=_MANY), release)
        self.faults = Faults(self.settings.faults, self.settings.seed)
        self._pace = pace
        self._answer = answer
        self._serial = itertools.count(1 + self.settings.seed)

    @property
    def busy(self) -> int:
        """Requests that are being answered."""
        return self.runners.busy + self._far.busy

    def serial(self) -> int:
        """A number that no other answer of this engine has."""
        return next(self._serial)

    def generation(self, prompt: Prompt, request: Request) -> Generation:
        """An answer about to be begun. Raises: Refusal as Ollama words it."""
        model = text_model(self.store, self.release, prompt)
        given = (*model.options.items(), *prompt.options.items())
        options = {name: value for name, value in given if value is not None}
        limit = int(options.get("num_predict", -1))
        order = Order(
            self._wish(model, prompt.options, prompt.keep_alive),
            prompt.conversation,
            limit=limit if limit > 0 else None,
            stop=tuple(options.get("stop", ())),
            num_keep=int(options.get("num_keep", 4)),
            truncate=prompt.truncate,
            shift=prompt.shift,
        )
        return Generation(order, self._answer, self.clock, self._where(model), request.hangup)

    def load(self, prompt: Prompt, request: Request | None = None) -> str:
        """A request without a prompt: load the model or, with `keep_alive` 0, let it go. Returns the done reason."""
        if prompt.keep_alive is not None and duration(prompt.keep_alive) == 0:
            idle = prompted_model(self.store, self.release, prompt)
            self._where(idle).unload(idle)
            return "unload"
        model = text_model(self.store, self.release, prompt)
        wanted = self._wish(model, prompt.options, prompt.keep_alive, works=False)
        runners = self._where(model)
        runners.release(runners.acquire(wanted, request.hangup if request else None))
        return "load"

    def embed(
        self,
        name: str,
        texts: Sequence[str],
        *,
        dimensions: int = 0,
        truncate: bool = True,
        options: Mapping[str, Any] | None = None,
        keep_alive: object = None,
        request: Request | None = None,
    ) -> Embedding:
        """A vector for each text. Raises: Refusal 404, 400, 501 for a model that only chats, 500 for a dead runner."""
        model = embedding_model(self.store, self.release, name, texts=bool(texts))
        check_options(model.options)
        check_options(options or {})
        wanted = self._wish(model, options or {}, keep_alive, works=bool(texts))
        embedding = Embedding(wanted, texts, dimensions, truncate, self.settings.seed)
        return embedding.run(self._where(model), self.clock, request.hangup if request else None)

    def _where(self, model: Model) -> Runners:
        return self._far if model.remote_model else self.runners

    def _library(self) -> Library:
        settings, clock = self.settings, self.clock
        remotes = settings.remotes
        if remotes is None:
            remotes = tuple(map(Remote, known_models(clock.now())))
        registries = Registries(remotes, settings.network, self.release)
        return Library(self.store, registries, settings.network, clock, settings.folder)

    def _wish(self, model: Model, options: Mapping[str, Any], keep: object, *, works: bool = True) -> Wish:
        """What a request wants loaded, and what goes wrong with it. Raises: Refusal when it is to be refused."""
        stay = None if keep is None else duration(keep)
        wanted = wish(model, options, self.settings, model.pace or self._pace, stay, release=self.release)
        fault = self.faults.of_model(model, loaded=self._where(model).holds(wanted), works=works)
        if isinstance(fault, Denied):
            raise self._denial(fault)
        return replace(wanted, fault=fault)

    def _denial(self, fault: Denied) -> Refusal:
        if fault.status == 401 and not fault.text:
            return SignInNeeded(self._hostname)
        return Refusal(fault.status, fault.text or "ollama cloud is disabled: remote model is unavailable")
