"""Taking models out of memory, and off the disk. Source: ollama cmd/cmd.go, loadOrUnloadModel."""

from __future__ import annotations

from collections.abc import Callable

from agwctl.ollama.client import Client, OllamaError

__all__ = ["remove", "stop_model", "unload"]


def unload(client: Client, model: str) -> None:
    """Asks for it; that it was not loaded is no error. A cloud model is nowhere loaded: only the sign-in is checked.

    Raises: OllamaError, also for a model that is not there.
    """
    shown = client.show(model)
    if shown.remote_host:
        if shown.remote_host.startswith("https://ollama.com"):
            client.send("POST", "/api/me")
        return
    for _ in client.stream("/api/generate", {"model": model, "prompt": "", "keep_alive": 0}, bounded=True):
        pass  # one object, which says that it is done


def stop_model(client: Client, model: str) -> None:
    """Raises: OllamaError in the words of `ollama stop`."""
    try:
        unload(client, model)
    except OllamaError as error:
        if "not found" not in error.text:
            raise
        raise OllamaError(f'couldn\'t find model "{model}" to stop', error.cause, error.hint) from error


def remove(client: Client, model: str, cannot_stop: Callable[[], None]) -> None:
    """Deletes a model, after unloading it; `cannot_stop` is called where that failed.

    Raises: OllamaError.
    """
    try:
        unload(client, model)
    except OllamaError as error:
        if "not found" not in error.text.lower():
            cannot_stop()
    client.send("DELETE", "/api/delete", {"model": model})
