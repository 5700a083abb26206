"""What is done to folders of models."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import NOTHING_KNOWN, Store
from agwctl.doctor.facts.service import Service
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.place import word_there
from agwctl.doctor.fixes.service import restart_commands
from agwctl.doctor.install import Install, install_of

__all__ = ["larger_disk", "own_store", "use_store"]


def own_store(facts: Facts) -> Store | None:
    """The folder of the server that is looked at, when it is on this machine: the one that its models' files are in."""
    stores = known_or(facts.hardware, NOTHING_KNOWN).stores
    if not stores or not runs_here(facts):
        return None
    texts = [shown.modelfile for shown in facts.server.shown.values() if not isinstance(shown, Unread)]
    named = next((store for store in stores if any(f"FROM {store.path}/blobs/" in text for text in texts)), None)
    is_only = sum(each.is_here for each in facts.servers) <= 1
    return named or (stores[0] if is_only else None)


def use_store(facts: Facts, store: Store) -> tuple[Fix, ...]:
    """Lets the server have the models of another folder; a container sees no folders of its host."""
    install, own = install_of(facts), own_store(facts)
    if install is Install.DOCKER:
        return ()
    if install is not Install.LINUX_SYSTEMD or own is None:
        return (give(facts, f"use the models of {store.path}", {"OLLAMA_MODELS": store.path}),)
    # The service's user may not enter the homes of others: its own folder is where models belong.
    user = known_or(facts.service, Service()).user or "ollama"
    folder = word_there(facts, own.path)
    commands = (
        f"sudo cp -a {word_there(facts, store.path)}/. {folder}/",
        f"sudo chown -R {word_there(facts, user)}: {folder}",
        *restart_commands(facts),
    )
    return (Fix(f"copy the models of {store.path} to the service's own folder", commands, install.value),)


def larger_disk(facts: Facts) -> Fix:
    return give(facts, "keep the models on a larger disk, which the server's user may write to",
                {"OLLAMA_MODELS": "/path/on/a/larger/disk"})  # fmt: skip
