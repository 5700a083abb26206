"""The servers and models of a configuration, for verbs that take one."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from agwctl.cli.console import Console
from agwctl.errors import InputError

if TYPE_CHECKING:
    from agwctl.config.load import Loaded
    from agwctl.models.asking import Connect
    from agwctl.models.configured import Configured
    from agwctl.ollama.address import Address

__all__ = ["client_for", "configured_by", "configured_in", "loaded_from"]


def loaded_from(file: Path, console: Console) -> Loaded:
    """A configuration without mistakes. Raises: InputError after all of them have been shown on stderr."""
    from agwctl.cli.config_source import find, not_valid
    from agwctl.config.load import load_text

    found = find(file, None, Path())
    assert found is not None  # a file was named
    path, text = found
    loaded = load_text(text, path, os.environ)
    if loaded.errors or loaded.config is None:
        raise not_valid(path, loaded.errors, console)
    return loaded


def configured_by(file: Path, console: Console) -> list[Configured]:
    """What a configuration file names. Raises: InputError, also when there is no Ollama in it."""
    loaded = loaded_from(file, console)
    entries = configured_in(loaded)
    if not entries:
        raise InputError(f"{loaded.source.path} names no Ollama server", "models of cloud providers are not looked at")
    return entries


def configured_in(loaded: Loaded) -> list[Configured]:
    """What a configuration without mistakes names, and what for; perhaps nothing."""
    from agwctl.cli.checking import reaches
    from agwctl.compat import GUIDE
    from agwctl.models.in_configuration import configured

    assert loaded.config is not None  # it has no mistakes
    return configured(loaded, reaches(loaded.config, GUIDE))


def client_for(timeout: float, ollamas: Collection[Address]) -> Connect:
    """Makes a client of each server, all with the same patience; those that are said to be Ollama get the key."""
    from agwctl.ollama.client import Client

    key = os.environ.get("OLLAMA_API_KEY")
    return lambda address: Client(address, timeout=timeout, api_key=key if address in ollamas else None)
