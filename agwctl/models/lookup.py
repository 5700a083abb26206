"""What a server knows of a model whose memory is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from agwctl.model_name import same_model
from agwctl.models.fitting import shape_there
from agwctl.models.shape import Shape
from agwctl.models.verdict import find
from agwctl.ollama.client import Client, Running

__all__ = ["Known", "look_up"]


@dataclass(frozen=True, slots=True)
class Known:
    """A model as a server has it; without a shape it is not there."""

    shape: Shape | None = None
    remote: str = ""
    """Where a model of another server runs."""
    running: tuple[Running, ...] = ()
    """All that is loaded, the model or another."""

    def row(self, name: str) -> Running | None:
        """The model's own row among those that are loaded."""
        return next((row for row in self.running if same_model(row.name, name)), None)


def look_up(client: Client, name: str) -> Known:
    """Raises: OllamaError."""
    entry = find(name, client.tags())
    if entry is None:
        return Known(running=client.ps())
    if entry.remote_model:
        return Known(remote=entry.remote_host)
    return Known(shape_there(client, entry, client.show(entry.name)), running=client.ps())
