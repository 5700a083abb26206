"""Naming another server than the one that was named: in the shell, in a file, or on the command line."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.facts import Facts, Origin
from agwctl.doctor.fixes import configuration
from agwctl.doctor.fixes.shell import export, word
from agwctl.ollama.address import parse

__all__ = ["instead"]


def instead(facts: Facts, value: str, title: str = "") -> Fix:
    """How another address is given at the place where this one was found."""
    origin = facts.server.server.origin
    if origin.kind == "configuration":
        return _in_configuration(origin, value)
    if origin.kind == "--ollama":
        return Fix(title or f"ask {value}", (f"agwctl doctor --ollama {word(facts, value)}",))
    value = value.replace("%25", "%")  # Ollama takes the zone of an IPv6 address as it stands
    return export(facts, title or f"name {value} in this shell", {"OLLAMA_HOST": value})


def _in_configuration(origin: Origin, value: str) -> Fix:
    """A host and port where these are wanted, else a base URL, with /v1 behind it if the first one has that."""
    new, old = parse(value), parse(origin.written)
    if not origin.written:
        return configuration.write(origin.where, f"params: {{baseUrl: {new.scheme}://{new.authority}/v1}}")
    if new.authority == origin.written:  # what is wrong stands elsewhere
        return configuration.write(origin.where, "pathPrefix: /v1", f"beside {origin.written}")
    if "://" not in origin.written:
        return configuration.replace(origin.where, origin.written, new.authority)
    scheme = new.scheme if "://" in value else old.scheme
    path = new.path.strip("/") + ("/v1" if old.path.rstrip("/").endswith("v1") else "")
    return configuration.replace(origin.where, origin.written, new._replace(scheme=scheme, path=path).url)
