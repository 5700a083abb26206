"""Ollama's cloud as a server without it sees it: switched off, not signed in, out of reach, or there."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from agwctl.ollama.clock import Clock
from agwctl.ollama.name import ModelName
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.store import Model

__all__ = ["HOST", "Cloud", "CloudSettings", "SignInNeeded"]

HOST = "https://ollama.com:443"


@dataclass(frozen=True, slots=True)
class CloudSettings:
    """What the server knows of the cloud."""

    disabled: Literal["none", "env", "config", "both"] = "none"
    """By what it is switched off."""
    user: str = ""
    """Who is signed in; "" for nobody."""
    failure: str = ""
    """What calls to ollama.com end with, in Go's words: `dial tcp: lookup ollama.com: no such host`."""
    models: tuple[Model, ...] = ()
    """What it offers, under the names without `cloud`; without any it offers every model that it is asked for."""
    remotes: tuple[str, ...] = ("ollama.com",)
    """OLLAMA_REMOTES: hosts to which stored remote models may lead."""


class SignInNeeded(Refusal):
    """401 with the page where one signs in."""

    def __init__(self, hostname: str) -> None:
        super().__init__(401, "unauthorized")
        self._hostname = hostname

    def native(self) -> dict[str, Any]:
        key = base64.urlsafe_b64encode(_public_key(self._hostname).encode()).decode().rstrip("=")
        return super().native() | {"signin_url": f"https://ollama.com/connect?name={self._hostname}&key={key}"}


class Cloud:
    """The account of one server."""

    def __init__(self, settings: CloudSettings, clock: Clock, hostname: str) -> None:
        self._settings = settings
        self._clock = clock
        self._hostname = hostname
        self._models = {model.name.key: model for model in settings.models}
        self.user = settings.user

    @property
    def status(self) -> dict[str, Any]:
        """The `cloud` object of `/api/status`."""
        source = self._settings.disabled
        return {"disabled": source != "none", "source": source}

    def admit(self, path: str, what: str = "remote model is unavailable") -> None:
        """Let a request through to `path` on ollama.com. Raises: Refusal 403, 401 or 502."""
        if self._settings.disabled != "none":
            raise Refusal(403, f"ollama cloud is disabled: {what}")
        self.reach(path)
        self.sign_in_checked()

    def reach(self, path: str) -> None:
        """Raises: Refusal 502 when ollama.com cannot be spoken to."""
        if self._settings.failure:
            seconds = self._clock.now() // 10**9
            raise Refusal(502, f'Post "{HOST}{path}?ts={seconds}": {self._settings.failure}')

    def sign_in_checked(self) -> None:
        """Raises: SignInNeeded."""
        if not self.user:
            raise SignInNeeded(self._hostname)

    def admit_stored(self, model: Model, path: str) -> None:
        """The same for a stored model that stands for one elsewhere. Raises: also Refusal 400 for a strange host."""
        host = model.remote_host.partition("://")[2].partition(":")[0]
        if host not in self._settings.remotes:
            raise Refusal(400, "this server cannot run this remote model")
        self.admit(path)

    def find(self, name: ModelName) -> Model | None:
        """The model of this name without its `cloud`, under the name that a stub has."""
        if self._models:
            return self._models.get(name.key)
        return stub(name, ("completion", "tools", "thinking"), 0)

    @property
    def account(self) -> dict[str, Any]:
        """Who is signed in, as `/api/me` tells it."""
        number = hashlib.sha256(self.user.encode()).hexdigest()
        identity = "-".join([number[:8], number[8:12], number[12:16], number[16:20], number[20:32]])
        return {"id": identity, "email": f"{self.user}@example.com", "name": self.user, "plan": "free"}


def stub(name: ModelName, capabilities: Iterable[str], modified: int) -> Model:
    """What a pull of a cloud model leaves in the store; `name` is the cloud's."""
    tag = "cloud" if name.tag == "latest" else f"{name.tag}-cloud"
    return Model(
        name._replace(tag=tag),
        size=384,
        modified=modified,
        family="",
        parameter_size="",
        quantization="",
        context_length=0,
        embedding_length=0,
        capabilities=tuple(capabilities),
        template="",
        remote_model=str(name).removesuffix(":latest"),
        remote_host=HOST,
    )


def _public_key(hostname: str) -> str:
    """An ssh-ed25519 key line that belongs to nobody, the same for a host each time."""
    seed = hashlib.sha256(f"agwctl stand-in on {hostname}".encode()).digest()
    kind = b"ssh-ed25519"
    blob = struct.pack(">I", len(kind)) + kind + struct.pack(">I", len(seed)) + seed
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"
