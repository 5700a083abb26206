"""What is done to models with the `ollama` command, for the server that is looked at."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.container import container_name, ollama_container
from agwctl.doctor.fixes.shell import dialect, with_variables, word
from agwctl.doctor.install import Install, install_of
from agwctl.ollama.address import effective_address

__all__ = ["copy", "ollama", "pull", "pull_again", "remove", "sign_in", "stop", "warm", "with_context"]


def ollama(facts: Facts, verb: str, *arguments: str, terminal: str = "-it") -> str:
    """A line that runs the `ollama` command against the server: in its container, or with its address."""
    words = " ".join(("ollama", verb, *(word(facts, each) for each in arguments)))
    if install_of(facts) is Install.DOCKER:
        container = ollama_container(facts)
        engine = container.engine if container is not None else "docker"
        return f"{engine} exec {terminal} {container_name(facts)} {words}"
    dialled, server = facts.server.dialled, facts.server.server.address
    usual = effective_address(environ=facts.environment)
    if usual in (server, server if dialled is None else server._replace(host=dialled.address)):
        return words
    return with_variables(facts, {"OLLAMA_HOST": server.url}, words)


def pull(facts: Facts, name: str) -> Fix:
    """Of a server elsewhere agwctl asks for it: there may be no `ollama` command here."""
    if install_of(facts) in (Install.ELSEWHERE, Install.WSL_WINDOWS):
        line = f"agwctl models pull {word(facts, name)} -H {word(facts, facts.server.server.url)}"
        return _fix(facts, f"pull {name} on that server", line)
    return _fix(facts, f"pull {name}", ollama(facts, "pull", name))


def pull_again(facts: Facts, name: str) -> Fix:
    """Downloads a damaged model anew; a pull alone keeps the blobs that seem to be there."""
    return _fix(facts, f"download {name} again", ollama(facts, "rm", name), ollama(facts, "pull", name))


def remove(facts: Facts, name: str) -> Fix:
    return _fix(facts, f"remove {name}", ollama(facts, "rm", name))


def copy(facts: Facts, source: str, name: str) -> Fix:
    title = f"where the name cannot be changed, give {source} that name too; it takes no room"
    return _fix(facts, title, ollama(facts, "cp", source, name))


def stop(facts: Facts, name: str) -> Fix:
    return _fix(facts, f"unload {name}", ollama(facts, "stop", name))


def warm(facts: Facts, name: str) -> Fix:
    """Loads it before somebody waits for it; a conversation in a terminal would only do so while it lasts."""
    is_default = facts.server.server.address == effective_address(environ={})
    at = "" if is_default else f" -H {word(facts, facts.server.server.url)}"
    line = f"agwctl models warm {word(facts, name)} --keep-alive 24h{at}"
    return _fix(facts, f"load {name} beforehand, and keep it for a day", line)


def sign_in(facts: Facts) -> Fix:
    """The key that counts is the server's own: the command asks the server for it."""
    return _fix(facts, "sign the server in to ollama.com", ollama(facts, "signin"))


def with_context(facts: Facts, name: str, tokens: int) -> Fix:
    """A model of its own with a longer context: the only way that reaches requests to /v1 and one model alone."""
    made = f"{name.removesuffix(':latest').replace(':', '-')}-{max(1, tokens // 1024)}k"
    title = f"make {made}, a model with a context of {tokens} tokens, and ask for that"
    if dialect(facts) == "powershell":
        lines = f"{word(facts, f'FROM {name}')}, 'PARAMETER num_ctx {tokens}' | Set-Content -Encoding ascii Modelfile"
        return _fix(facts, title, lines, ollama(facts, "create", made, "-f", "Modelfile"))
    text = word(facts, f"FROM {name}\\nPARAMETER num_ctx {tokens}\\n".replace("%", "%%"))
    return _fix(facts, title, f"printf {text} | {ollama(facts, 'create', made, '-f', '-', terminal='-i')}")


def _fix(facts: Facts, title: str, *commands: str) -> Fix:
    return Fix(title, commands, install_of(facts).value)
