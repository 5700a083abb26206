"""Why Ollama ends as soon as it is started: its folder of models, or a variable that it cannot read."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from agwctl.doctor.check import Finding, Fix, failed
from agwctl.doctor.evidence.texts import Trace, trace
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import Store
from agwctl.doctor.facts.service import Service
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.place import word_there
from agwctl.doctor.fixes.service import start
from agwctl.doctor.install import Install, install_of

__all__ = ["crash_at_start"]

_FOLDER = re.compile(
    r"mkdir [^:]*: (permission denied|read-only file system|not a directory|no such file)"
    r"|could not create directory|ensure path elements are traversable"
    r"|(id_ed25519|\.ollama)\S*: permission denied",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?:mkdir|stat|open) (\"[^\"]+\"|[^:]+?): ")
_ORIGINS = re.compile(r"bad origin|only one \* is allowed|origins must contain", re.IGNORECASE)
_SCHEMES = (
    "http://",
    "https://",
    "chrome-extension://",
    "safari-extension://",
    "moz-extension://",
    "ms-browser-extension://",
)
_OWN = "/usr/share/ollama/.ollama/models"
_HOMES = ("/home/", "/root/")


def crash_at_start(facts: Facts, is_seen: bool) -> Finding | None:
    """By the text that was pasted, or when it `is_seen` that a start failed by the log; None when neither tells."""
    for pattern, tell in ((_ORIGINS, _origins), (_FOLDER, _folder)):
        found = trace(facts, pattern)
        if found is not None and (found.is_pasted or is_seen):
            return tell(facts, found)
    return None


def _folder(facts: Facts, found: Trace) -> Finding:
    service = known_or(facts.service, Service())
    stores = () if isinstance(facts.hardware, Unread) else facts.hardware.stores
    store = next(iter(stores), None)
    path = _path(found, service, store)
    user = service.user or "ollama"
    blocked = store.unreachable_parent if store is not None else ""
    evidence = [found.evidence]
    if blocked:
        evidence.append(f"{blocked}: the user {user} may not enter it")
    if service.protect_home in ("yes", "tmpfs", "read-only") and path.startswith(_HOMES):
        evidence.append(f"ProtectHome={service.protect_home}: the service sees nothing below {path.split('/')[1]}")
        summary = f"Ollama ends when it is started: its unit keeps {path} from it"
        return failed("A39", summary, evidence, [_moved(facts)])
    if not path.startswith("/"):
        summary = f"Ollama ends when it is started: the folder of models, {path}, is no absolute path"
        return failed("A39", summary, evidence, [_moved(facts)])
    summary = f"Ollama ends when it is started: it may not use its folder of models, {path}"
    opened = [] if _is_shared(path) else [_opened(facts, path, user, blocked)]
    return failed("A39", summary, evidence, [*opened, _moved(facts)])


def _path(found: Trace, service: Service, store: Store | None) -> str:
    """The variable's, else the one of the message."""
    configured = (service.environment or {}).get("OLLAMA_MODELS", "").strip().strip("\"'")
    told = _PATH.search(found.line)
    return configured or (store.path if store is not None else "") or (told[1].strip('"') if told else "") or _OWN


def _is_shared(path: str) -> bool:
    """Whether more than models is in it, as in a home or a disk: another owner would break that."""
    parts = PurePosixPath(path).parts
    return len(parts) < 3 or (parts[1] == "home" and len(parts) < 4)


def _opened(facts: Facts, path: str, user: str, blocked: str) -> Fix:
    """The folder's owner, and the right to pass through those above it."""
    folder, owner = word_there(facts, path), word_there(facts, user)
    parents = [word_there(facts, blocked)] if blocked else []
    if not blocked and path.startswith("/home/"):
        parents = [word_there(facts, str(each)) for each in PurePosixPath(path).parents if len(each.parts) > 2]
    commands = (
        f"sudo mkdir -p {folder}",
        f"sudo chown -R {owner}:{owner} {folder}",
        *(f"sudo chmod o+x {each}" for each in reversed(parents)),
    )
    return Fix(
        f"give {path} to the user {user}, and start Ollama",
        (*commands, *start(facts).commands),
        install_of(facts).value,
    )


def _moved(facts: Facts) -> Fix:
    fix = give(facts, "keep models where the service has them by default", {"OLLAMA_MODELS": _OWN})
    return fix if install_of(facts) is Install.LINUX_SYSTEMD else Fix("name another folder in OLLAMA_MODELS")


def _origins(facts: Facts, found: Trace) -> Finding:
    service = known_or(facts.service, Service())
    value = (service.environment or facts.environment).get("OLLAMA_ORIGINS", "")
    summary = "Ollama ends when it is started: an entry of OLLAMA_ORIGINS is no origin"
    evidence = [found.evidence, *([f"OLLAMA_ORIGINS={value}"] if value else [])]
    return failed(
        "A30", summary, evidence, [give(facts, "write each origin with its scheme", {"OLLAMA_ORIGINS": _mended(value)})]
    )


def _mended(value: str) -> str:
    """Without blanks and empty entries, each with a scheme, and one `*` for all."""
    entries = [each.strip() for each in value.split(",") if each.strip()]
    if "*" in entries:
        return "*"
    whole = [each if each.startswith(_SCHEMES) else f"https://{each.rpartition('://')[2]}" for each in entries]
    return ",".join(dict.fromkeys(whole)) or "https://ui.example"
