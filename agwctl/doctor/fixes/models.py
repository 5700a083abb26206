"""What is done to models with the `ollama` command, for the server that is looked at."""

from __future__ import annotations

import shlex

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.install import Install, install_of
from agwctl.ollama.address import effective_address

__all__ = ["copy", "ollama", "pull", "pull_again", "remove", "sign_in", "stop", "with_context"]


def ollama(facts: Facts, *arguments: str) -> str:
    """A line that runs the `ollama` command against the server: in its container, or with its address."""
    install, server = install_of(facts), facts.server.server.address
    words = shlex.join(["ollama", *arguments])
    if install is Install.DOCKER:
        return f"docker exec -it {shlex.quote(known_or(facts.service, Service()).name)} {words}"
    if effective_address(environ=facts.environment).authority == server.authority:
        return words
    if install is Install.WINDOWS_APP:
        return f"$env:OLLAMA_HOST={shlex.quote(server.url)}; {words}"
    return f"OLLAMA_HOST={shlex.quote(server.url)} {words}"


def pull(facts: Facts, name: str) -> Fix:
    if install_of(facts) is Install.ELSEWHERE:
        line = shlex.join(["agwctl", "models", "pull", name, "-H", facts.server.server.url])
        return Fix(f"pull {name} on that server", (line,), Install.ELSEWHERE.value)
    return _fix(facts, f"pull {name}", ollama(facts, "pull", name))


def pull_again(facts: Facts, name: str) -> Fix:
    """Downloads a damaged model anew; a pull alone keeps the blobs that seem to be there."""
    return _fix(facts, f"download {name} again", ollama(facts, "rm", name), ollama(facts, "pull", name))


def remove(facts: Facts, name: str) -> Fix:
    return _fix(facts, f"remove {name}", ollama(facts, "rm", name))


def copy(facts: Facts, source: str, name: str) -> Fix:
    return _fix(facts, f"give {source} the name {name} too; it takes no room", ollama(facts, "cp", source, name))


def stop(facts: Facts, name: str) -> Fix:
    return _fix(facts, f"unload {name}", ollama(facts, "stop", name))


def sign_in(facts: Facts) -> Fix:
    """The key that counts is the server's own: the command asks the server for it."""
    return _fix(facts, "sign the server in to ollama.com", ollama(facts, "signin"))


def with_context(facts: Facts, name: str, tokens: int) -> Fix:
    """A model of its own with a longer context: the only way that reaches requests to /v1 and one model alone."""
    made = f"{name.removesuffix(':latest').replace(':', '-')}-{max(1, tokens // 1024)}k"
    create = ollama(facts, "create", made, "-f")
    title = f"make {made}, a model with a context of {tokens} tokens, and ask for that"
    if install_of(facts) is Install.WINDOWS_APP:
        text = f'"FROM {name}`nPARAMETER num_ctx {tokens}" | Set-Content Modelfile'
        return _fix(facts, title, text, f"{create} Modelfile")
    text = shlex.quote(f"FROM {name}\\nPARAMETER num_ctx {tokens}\\n")
    return _fix(facts, title, f"printf {text} | {create.replace('docker exec -it', 'docker exec -i')} -")


def _fix(facts: Facts, title: str, *commands: str) -> Fix:
    return Fix(title, commands, install_of(facts).value)
