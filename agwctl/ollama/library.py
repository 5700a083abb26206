"""Pulling into the store and pushing out of it, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agwctl.http.message import Hangup
from agwctl.ollama.clock import Clock
from agwctl.ollama.downloads import Downloads, Step
from agwctl.ollama.layers import Layer
from agwctl.ollama.name import HOST, ModelName
from agwctl.ollama.network import Network, Registries, Remote
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.store import Store

__all__ = ["Library"]


class Library:
    """The store's way to the registries; safe to use from many threads. `folder` is where the store pretends to be."""

    def __init__(self, store: Store, registries: Registries, network: Network, clock: Clock, folder: str) -> None:
        self.registries = registries
        self.folder = folder
        self._store = store
        self._clock = clock
        self._downloads = Downloads(store, network, clock, folder)

    def pull(self, name: ModelName, *, insecure: bool = False, hangup: Hangup | None = None) -> Iterator[Step]:
        """All lines of a pull; in the end the store has the model. Raises: Refusal 500 after the first line."""
        yield {"status": "pulling manifest"}
        remote = self.registries.manifest(name, insecure=insecure)
        layers = (*remote.model.files, remote.model.config)
        for layer in layers:
            yield from self._downloads.fetch(layer, remote, hangup)
        yield {"status": "verifying sha256 digest"}
        self._verify(layers, remote)
        yield {"status": "writing manifest"}
        before = self._store.get(name)
        self._store.put(replace(remote.model, name=self._store.spelling(name), modified=self._clock.now()))
        if before is not None and not set(before.files) <= set(layers):
            yield {"status": "removing unused layers"}
        yield {"status": "success"}

    def push(self, name: ModelName, *, insecure: bool, signed_in: bool) -> Iterator[Step]:
        """All lines of a push, which nobody receives. Raises: Refusal 500 when it cannot be sent."""
        yield {"status": "retrieving manifest"}
        model = self._store.get(name)
        if model is None:
            yield {"status": "couldn't retrieve manifest"}
            path = "/".join([self.folder, "manifests", *name])
            raise Refusal(500, f"open {path}: no such file or directory")
        layers = (*model.files, model.config)
        call = self.registries.upload_call(name, layers[0].digest, insecure=insecure)
        self.registries.reach(name, call, insecure=insecure)
        if name.host == HOST and not signed_in:
            raise Refusal(500, "unauthorized: access denied")
        for layer in layers:
            sent = {"digest": f"sha256:{layer.digest}", "total": layer.size, "completed": layer.size}
            yield {"status": f"pushing {layer.digest[:12]}", **sent}
        yield {"status": "pushing manifest"}
        yield {"status": "success"}

    def _verify(self, layers: tuple[Layer, ...], remote: Remote) -> None:
        for layer in layers:
            if arrived := remote.corrupt.get(layer.digest):
                self._store.drop_blob(layer.digest)
                want, got = f"sha256:{layer.digest}", f"sha256:{arrived}"
                raise Refusal(500, f"digest mismatch, file must be downloaded again: want {want}, got {got}")
