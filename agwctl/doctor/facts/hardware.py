"""What a model can run on, and what it is stored on."""

from __future__ import annotations

from dataclasses import dataclass

from agwctl.models.memory import Memory

__all__ = ["NOTHING_KNOWN", "Consumer", "Gpu", "Hardware", "Store"]


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics card; memory in bytes."""

    name: str
    total: int
    free: int
    driver: str = ""


@dataclass(frozen=True, slots=True)
class Consumer:
    """A program that takes memory; bytes."""

    name: str
    pid: int
    memory: int
    is_gpu: bool


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of models."""

    path: str
    models: int | None
    """How many it holds; None when it is not ours to read."""
    partial: tuple[str, ...] = ()
    """Names of blobs of which only a part was downloaded."""
    damaged: tuple[str, ...] = ()
    """Models of which a blob is missing or of another size than the manifest says."""
    free: int | None = None
    """Bytes left on its disk."""
    filesystem: str = ""
    """ext4, nfs4, 9p, …"""
    owner: str = ""
    unreachable_parent: str = ""
    """The first folder above it that the service's user may not enter."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """Of this machine, within the limits of its container."""

    memory: Memory
    """What is free for a model."""
    gpus: tuple[Gpu, ...] | None = ()
    """None when there are some, or may be, and nothing tells about them."""
    has_gpu_device: bool = False
    """Whether the system shows one at all: /dev/nvidia*, /dev/kfd."""
    oom_kills: int = 0
    """Of the control group of this container or of Ollama's service, since it was made."""
    kernel_oom: tuple[str, ...] = ()
    """Lines of the kernel's log about programs that it killed for memory."""
    consumers: tuple[Consumer, ...] = ()
    """The programs that take most memory, the largest first; Ollama's own are left out."""
    stores: tuple[Store, ...] = ()
    """Folders of models that exist here, that of the server first."""


NOTHING_KNOWN = Hardware(Memory(None, None), gpus=None)
"""What to assume where it was not read."""
