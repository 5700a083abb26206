"""The registries that the stand-in can reach, and what Go says about those that it cannot."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from agwctl.ollama.name import HOST, ModelName
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import Release
from agwctl.ollama.source import refer
from agwctl.ollama.store import Model

__all__ = ["NO_DNS", "Network", "Registries", "Remote"]

NO_DNS = "dial tcp: lookup {host}: no such host"
_REFUSED = "dial tcp {address}: connect: connection refused"
_NEWER = (
    "412: \n\nThe model you are attempting to pull requires a newer version of Ollama.\n\n"
    "Please download the latest version at:\n\n\thttps://ollama.com/download\n\n"
)
_PUBLIC = (HOST, "hf.co", "huggingface.co")


@dataclass(frozen=True, slots=True)
class Network:
    """How the way to the registries is; by default everything is there at once."""

    bytes_per_second: float = math.inf
    latency: float = 0.0
    """Seconds until a layer's first byte."""
    failure: str = ""
    """What every call beyond this machine ends with, in Go's words; `{host}` stands for the registry: `NO_DNS`."""
    disk: int | None = None
    """Bytes that downloads may take; None: plenty."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A model that a registry has."""

    model: Model
    """`layers` are what is pulled."""
    bytes_per_second: float | None = None
    """The network's when not given."""
    refusal: str = ""
    """Why it is not given out, as it stands behind `pull model manifest: `."""
    stops_at: int | None = None
    """The connection is lost after so many bytes of a layer; the next pull goes on from there."""
    corrupt: Mapping[str, str] = field(default_factory=dict)
    """Layers that arrive broken: digest → digest of what arrives."""


class Registries:
    """Finds manifests. `remotes` decide which registries on this machine are up."""

    def __init__(self, remotes: Iterable[Remote], network: Network, release: Release) -> None:
        self._remotes = {remote.model.name.key: remote for remote in remotes}
        self._network = network
        self._release = release
        self.cloud: Callable[[ModelName], Model | None] = lambda name: None
        """What is pulled for a cloud model, by its name without `cloud`."""

    @property
    def names(self) -> list[ModelName]:
        """All that can be pulled."""
        return [remote.model.name for remote in self._remotes.values()]

    def manifest(self, name: ModelName, *, insecure: bool) -> Remote:
        """What is behind a name. Raises: Refusal 500 as a pull words it."""
        url = _url(name, insecure)
        try:
            self.reach(name, f'Get "{url}/manifests/{name.tag}"', insecure=insecure)
        except Refusal as refusal:
            raise Refusal(500, f"pull model manifest: {refusal.text}") from None
        remote = self._remotes.get(name.key) or self._stub(name)
        if remote is None:
            raise Refusal(500, "pull model manifest: file does not exist")
        refusal_text = remote.refusal or ("" if self._runs(remote.model) else _NEWER)
        if refusal_text:
            raise Refusal(500, f"pull model manifest: {refusal_text}")
        return remote

    def reach(self, name: ModelName, call: str, *, insecure: bool) -> None:
        """Raises: Refusal 500 when the registry of `name` cannot be spoken to; `call` is how Go names the request."""
        host, _, port = name.host.partition(":")
        local = _is_local(host)
        if not local and self._network.failure:
            raise Refusal(500, f"{call}: {self._network.failure.format(host=host)}")
        if name.host not in _PUBLIC and not any(name.host == other.host for other in self.names):
            address = f"{'127.0.0.1' if host == 'localhost' else host}:{port or (80 if insecure else 443)}"
            raise Refusal(500, f"{call}: {(_REFUSED if local else NO_DNS).format(host=host, address=address)}")
        if local and not insecure:  # it speaks plain http, and hangs up on a TLS greeting
            raise Refusal(500, f"{call}: EOF")

    def upload_call(self, name: ModelName, digest: str, *, insecure: bool) -> str:
        """How Go names the first request of an upload."""
        return f'Head "{_url(name, insecure)}/blobs/sha256:{digest}"'

    def _stub(self, name: ModelName) -> Remote | None:
        reference = refer(str(name))
        model = self.cloud(reference.name) if reference.source == "cloud" else None
        return None if model is None else Remote(model)

    def _runs(self, model: Model) -> bool:
        wanted = Release(model.requires).number if model.requires else (0, 0, 0)
        return self._release.has(wanted)


def _url(name: ModelName, insecure: bool) -> str:
    return f"{'http' if insecure else 'https'}://{name.host}/v2/{name.namespace}/{name.model}"


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
