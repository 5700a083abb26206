"""`agwctl` without a verb: what is running here, and what to type next, in five lines."""

from __future__ import annotations

import http.client
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agwctl.diagnostics.printable import printable
from agwctl.errors import AgwctlError, UnavailableError
from agwctl.ollama.address import Address, effective_address
from agwctl.ollama.discover import Ollama, ask

if TYPE_CHECKING:
    from agwctl.config.load import Loaded

__all__ = ["gateway_answer", "gateway_url", "state"]

PATIENCE = 1.0
"""Seconds until what has not answered is told as silent."""
MOST = 6
"""Models that are named."""
LARGEST = 2**20
"""Bytes of a list of models that are read."""
DOCTOR = "agwctl doctor (what is broken, and what mends it)"
OWN_WORDS = (b"route not found", b"upstream call", b"processing failed", b"authentication failure")
"""How a gateway's own answers in plain text begin."""


class Gateway(NamedTuple):
    """The gateway that a configuration here describes, or that of the guide."""

    config: str
    """The file, or what stands for one."""
    url: str | None
    """Where requests go; None when the configuration does not say."""
    problem: str = ""
    """Why nothing can be said."""


def state(folder: Path) -> list[str]:
    """The lines; Ollama and the gateway are asked at the same time, and nothing here fails."""
    where = effective_address()
    gateway = _configured(folder)
    asked = _Later(lambda: ask(where, PATIENCE))
    knocked = _Later(lambda: gateway_answer(gateway.url) if gateway.url else "")
    end = time.monotonic() + PATIENCE
    ollama, answer = asked.result(end), knocked.result(end)
    return [
        f"Ollama   {_about(where, ollama)}",
        f"models   {_models(ollama)}",
        f"gateway  {gateway.url or 'no address'}: {gateway.problem or answer or 'not running'}",
        f"config   {gateway.config}",
        f"next     {_next(ollama, gateway, answer)}",
    ]


class _Later:
    """Something asked in a thread of its own, which is not waited for much longer than it should take."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._found: object = UnavailableError("it does not answer")
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], object]) -> None:
        try:
            self._found = work()
        except AgwctlError as error:
            self._found = error

    def result(self, end: float) -> object:
        self._thread.join(max(0.0, end - time.monotonic()))
        return self._found


def _about(where: Address, found: object) -> str:
    source = " (OLLAMA_HOST)" if os.environ.get("OLLAMA_HOST") else ""
    if isinstance(found, Ollama):
        return printable(f"{where.url}{source}, version {found.version}")
    reason = found.message if isinstance(found, AgwctlError) else "it does not answer"
    return printable(f"{where.url}{source}: {reason.removeprefix(f'no Ollama answers at {where.url}: ')}")


def _models(found: object) -> str:
    if not isinstance(found, Ollama):
        return "not known"
    names = [model.name.removesuffix(":latest") for model in found.models]
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return printable(f"{len(names)}: {', '.join(names[:MOST])}{more}") if names else "none is pulled"


def _configured(folder: Path) -> Gateway:
    from agwctl.cli.config_source import CANDIDATES, find
    from agwctl.cli.guide import PORT

    named = os.environ.get("AGWCTL_FILE")
    try:
        file = find(Path(named) if named and named != "-" else None, None, folder)
    except AgwctlError as error:
        return Gateway("unreadable", None, printable(error.message))
    if file is None:
        return Gateway(f"none of {', '.join(CANDIDATES)} here: the guide's own", f"http://127.0.0.1:{PORT}")
    path, text = file
    from agwctl.config.load import load_text

    loaded = load_text(text, path, os.environ)
    if loaded.config is None or loaded.errors:
        return Gateway(path, None, f"{path} has mistakes")
    url = gateway_url(loaded)
    return Gateway(path, url, "" if url else f"{path} opens no port")


def gateway_url(loaded: Loaded) -> str | None:
    """Where, on this machine, a valid configuration takes requests first."""
    from agwctl.config.names import LLM_PORT

    config = loaded.config
    assert config is not None  # it is valid
    ports = [bind.port for bind in config.binds] + [each.port for each in config.gateways.values()]
    ports += [config.llm.port or LLM_PORT] if config.llm is not None else []
    return f"http://127.0.0.1:{ports[0]}" if ports else None


def gateway_answer(url: str) -> str:
    """What is at the gateway's port, `running, …` for a gateway; "" for nothing."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)
    try:
        connection.request("GET", "/v1/models")
        response = connection.getresponse()
        told = _told_by(response.read(LARGEST))
    except ConnectionRefusedError:
        return ""
    except TimeoutError:
        return "something listens, and does not answer"
    except (OSError, http.client.HTTPException):
        return "something else than a gateway answers"
    finally:
        connection.close()
    if told is None:
        kind = response.getheader("Content-Type", "no content type")
        return printable(f"something answers there, but not as a gateway does ({response.status}, {kind})")
    return printable(f"running, {told or f'GET /v1/models answers {response.status}'}")


def _told_by(body: bytes) -> str | None:
    """What a gateway's answer says; None for one that is not a gateway's."""
    import json

    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return "" if body.startswith(OWN_WORDS) else None
    if not isinstance(value, dict) or not value.keys() & {"data", "error"}:
        return None
    models, error = value.get("data"), value.get("error")
    if isinstance(models, list):
        return f"it lists {len(models)} model{'' if len(models) == 1 else 's'}"
    return str(error.get("message", "")) if isinstance(error, dict) else ""


def _next(ollama: object, gateway: Gateway, answer: object) -> str:
    if gateway.problem and gateway.url is None and gateway.config != "unreadable":
        return f"agwctl validate {gateway.config}"
    if not isinstance(ollama, Ollama):
        is_expected = os.environ.get("OLLAMA_HOST") or shutil.which("ollama")
        return DOCTOR if is_expected else "agwctl serve --simulate (a stand-in for Ollama)"
    if not ollama.models:
        return "agwctl models pull llama3.2"
    if not answer:
        return "agwctl serve"
    if isinstance(answer, str) and answer.startswith("running"):
        return f"curl {gateway.url}/v1/models"
    return DOCTOR
