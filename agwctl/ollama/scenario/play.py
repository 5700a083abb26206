"""Scenario → the stand-in that plays it."""

from __future__ import annotations

from collections.abc import Mapping

from agwctl.ollama.catalogue import known_models
from agwctl.ollama.clock import Clock, Pace
from agwctl.ollama.cloud import CloudSettings
from agwctl.ollama.guards import Door
from agwctl.ollama.hardware import Hardware
from agwctl.ollama.made_up import stand_in_answer
from agwctl.ollama.network import NO_DNS
from agwctl.ollama.release import LATEST
from agwctl.ollama.scenario.document import Scenario
from agwctl.ollama.scenario.remote import network, remotes
from agwctl.ollama.scenario.scripted import scripted
from agwctl.ollama.scenario.stored import pace_of, stored
from agwctl.ollama.scenario.trouble import troubles
from agwctl.ollama.settings import Settings
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.store import Model

__all__ = ["play"]


def play(
    scenario: Scenario, clock: Clock | None = None, pace: Pace | None = None, listen: str = "127.0.0.1"
) -> Simulator:
    """The stand-in; `pace` is that of models of which the scenario says nothing, which else answer at once.

    `listen` is the address that it will listen on.
    """
    clock = clock or Clock()
    pace = pace_of(scenario, pace or Pace())
    known = {model.name.key: model for model in known_models(clock.now())}
    return Simulator(
        None if scenario.models is None else stored(scenario.models, known, clock.now(), pace),
        pace=pace,
        clock=clock,
        answer=scripted(scenario, stand_in_answer),
        version=scenario.version or LATEST.version,
        settings=_settings(scenario, known, clock.now(), listen),
    )


def _settings(scenario: Scenario, known: Mapping[str, Model], now: int, listen: str) -> Settings:
    usual = Settings()
    return Settings(
        num_parallel=scenario.num_parallel or usual.num_parallel,
        max_loaded=scenario.max_loaded_models or usual.max_loaded,
        max_queue=usual.max_queue if scenario.max_queue is None else scenario.max_queue,
        keep_alive=usual.keep_alive if scenario.keep_alive is None else scenario.keep_alive,
        context_length=scenario.context_length or usual.context_length,
        hardware=_hardware(scenario),
        seed=scenario.seed,
        faults=tuple(troubles(scenario)),
        door=Door("0.0.0.0" if scenario.bind == "all" else listen, tuple(scenario.origins or ())),
        network=network(scenario),
        remotes=None if scenario.library is None else tuple(remotes(scenario, known, now)),
        cloud=_cloud(scenario),
    )


def _hardware(scenario: Scenario) -> Hardware:
    written = scenario.hardware
    if written is None:
        return Hardware()
    given = {name: getattr(written, name) for name in ("ram", "vram", "gpus") if getattr(written, name) is not None}
    return Hardware(**given)


def _cloud(scenario: Scenario) -> CloudSettings:
    return CloudSettings(
        disabled="env" if scenario.cloud == "disabled" else "none",
        user="agwctl" if scenario.cloud == "signedIn" else "",
        failure=NO_DNS.format(host="ollama.com") if scenario.network == "down" else "",
    )
