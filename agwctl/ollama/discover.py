"""Whether an Ollama answers at an address, and what it has."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from agwctl.errors import UnavailableError
from agwctl.ollama.address import Address
from agwctl.ollama.talking import talks

__all__ = ["Ollama", "PulledModel", "ask"]

HINT = "start it with: ollama serve"


@dataclass(frozen=True, slots=True)
class PulledModel:
    """One entry of `/api/tags`, as far as a choice needs it."""

    name: str
    capabilities: tuple[str, ...]
    """Empty for releases that do not list them."""
    family: str
    """The architecture, such as `llama` or `nomic-bert`."""
    remote: bool
    """A cloud model, which does not run there."""

    @property
    def chats(self) -> bool:
        """Whether it answers a chat."""
        return talks(self.name, self.family, self.capabilities)


@dataclass(frozen=True, slots=True)
class Ollama:
    """A server that answered."""

    address: Address
    version: str
    models: tuple[PulledModel, ...]

    def chat_model(self, preferred: str) -> str | None:
        """The name to put into a request: `preferred` when it is there, else the newest local one that chats.

        A tag that goes without saying is left out.
        """
        names = [model.name.removesuffix(":latest") for model in self.models if model.chats and not model.remote]
        return preferred if preferred in names else next(iter(names), None)


def ask(address: Address, timeout: float = 1.0) -> Ollama:
    """What is there, found out by two small requests; never through a proxy.

    Raises: UnavailableError when nothing answers within `timeout` seconds, or something that is no Ollama.
    """
    make = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    try:
        with closing(make(address.host, address.port, timeout=timeout)) as connection:
            version = _get(connection, address, "/api/version").get("version")
            if not isinstance(version, str):
                raise UnavailableError(f"what answers at {address.url} is not Ollama")
            models = _get(connection, address, "/api/tags").get("models") or []
            return Ollama(address, version, tuple(_model(entry) for entry in models))
    except (OSError, http.client.HTTPException, UnicodeError) as error:  # Unicode: a name that DNS has no form for
        cause = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise UnavailableError(f"no Ollama answers at {address.url}: {cause.lower()}", HINT) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UnavailableError(f"what answers at {address.url} is not Ollama") from None


def _get(connection: http.client.HTTPConnection, address: Address, path: str) -> dict[str, Any]:
    connection.request("GET", (f"/{address.path}" if address.path else "") + path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise UnavailableError(f"{address.url}{path} answers {response.status} {response.reason}")
    value: dict[str, Any] = json.loads(body.decode("utf-8", "replace"))
    return value


def _model(entry: dict[str, Any]) -> PulledModel:
    family = str((entry.get("details") or {}).get("family") or "")
    capabilities = tuple(map(str, entry.get("capabilities") or ()))
    return PulledModel(str(entry["name"]), capabilities, family, bool(entry.get("remote_host")))
