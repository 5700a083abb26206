"""What answers is Ollama, by its own words."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, noted, passed
from agwctl.doctor.evidence.binding import holders
from agwctl.doctor.evidence.guard import is_guards_own
from agwctl.doctor.evidence.maker import asks_for_login, cdn_of, quoted, shown, tunnel_of
from agwctl.doctor.evidence.port_owner import is_gateway
from agwctl.doctor.facts.fact import CannotTell, known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Answer, Trouble
from agwctl.doctor.facts.sockets import Process
from agwctl.doctor.fixes.address import instead
from agwctl.doctor.fixes.bind import published
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.service import restart

__all__ = ["META", "run"]

META = Check(
    "it-is-ollama",
    Link.IDENTITY,
    "what answers on {server} is Ollama",
    ids=("A23", "A16", "A21", "A32", "A33", "A34", "C16"),
    needs=("ollama-listening", "scheme-fits"),
)
_PATIENCE = 1.0
"""Seconds in which a server that is well says something."""

_SPOKEN = 40
_INTERSTITIAL = "ERR_NGROK_6024"


def run(facts: Facts) -> Finding:
    server = facts.server
    if server.identified:
        return _identified(facts)
    if not server.server.is_ollama:
        return passed("it need not be Ollama: the configuration wants OpenAI's API of it", _evidence(facts))
    answer = _answer(facts)
    if is_guards_own(answer):
        return passed("it answers 403 without a word, as Ollama does to a Host that it does not know", _evidence(facts))
    for judge in (_silent, _by_tunnel, _by_login, _by_cdn, _below):
        found = judge(facts, answer)
        if found is not None:
            return found
    return _another(facts, answer)


def _identified(facts: Facts) -> Finding:
    told = f"it is Ollama {known_or(facts.server.version, '')}".rstrip()
    answer = facts.server.version_answer
    cdn = cdn_of(answer) if isinstance(answer, Answer) else None
    if cdn is None:
        return passed(told, _evidence(facts))
    summary = f"{told}, behind {cdn.name}, which ends a request that has sent no byte for {cdn.patience}"
    return noted(
        "A33", summary, _evidence(facts), [Fix("for long answers stream, or call it by a way that avoids the CDN")]
    )


def _answer(facts: Facts) -> Answer:
    """The one that tells most: of the API when it came, else of the front page."""
    root = known(facts.server.root)
    version = known_or(facts.server.version_answer, root)
    return version if version.status else root


def _evidence(facts: Facts) -> list[str]:
    asked = (("GET /", facts.server.root), ("GET /api/version", facts.server.version_answer))
    told = [f"{what}: {shown(answer)}" for what, answer in asked if isinstance(answer, Answer)]
    headers = [
        line
        for answer in (facts.server.version_answer, facts.server.root)
        if isinstance(answer, Answer)
        for line in quoted(answer, "server", "x-powered-by", "www-authenticate", "ngrok-error-code", "via")
    ]
    return [*told, *dict.fromkeys(headers)]


def _owner(facts: Facts) -> Process | None:
    return (
        next((each.process for each in holders(facts) if each.process is not None), None)
        if facts.server.is_here
        else None
    )


def _silent(facts: Facts, answer: Answer) -> Finding | None:
    """A connection, and no HTTP on it. Raises: CannotTell when hardly anybody would have answered so soon."""
    if answer.status:
        return None
    if answer.trouble is Trouble.TIMEOUT and answer.seconds < _PATIENCE:
        raise CannotTell(f"{answer.problem}, which was not long")
    authority, owner = facts.server.server.address.authority, _owner(facts)
    evidence = [*_evidence(facts), *_owned(facts, owner)]
    if answer.trouble is Trouble.TIMEOUT and owner is not None and owner.is_ollama:
        summary = f"Ollama (pid {owner.pid}) takes connections on {authority} and answers nothing: it hangs"
        return failed("C16", summary, evidence, [restart(facts)])
    if owner is not None and owner.name == "docker-proxy" and answer.trouble in (Trouble.RESET, Trouble.CLOSED):
        summary = (
            f"Docker takes connections on {authority}, and nobody in the container does: Ollama listens on its loopback"
        )
        return failed(
            "A21", summary, evidence, [published(facts, "let Ollama listen on every address of its container")]
        )
    if answer.raw:
        spoken = answer.raw[:_SPOKEN].decode("ascii", "backslashreplace")
        summary = f"what listens on {authority} speaks another protocol: {spoken!r}"
    else:
        summary = f"what listens on {authority} says no word of HTTP: {answer.problem or 'no answer'}"
    return failed("A23", f"{summary}{_named(owner)}", evidence, _fixes(facts))


def _by_tunnel(facts: Facts, answer: Answer) -> Finding | None:
    code = tunnel_of(answer)
    if not code:
        return None
    if code == _INTERSTITIAL:
        summary = f"ngrok answers with its page for browsers ({code}), not with what is behind it"
        fix = Fix(
            "let clients send the header `ngrok-skip-browser-warning: 1` (in a gateway: a request header of the route)"
        )
    else:
        summary = f"ngrok answers that there is no such tunnel, or nobody behind it ({code})"
        fix = Fix("start the tunnel again, and write its new name wherever the old one stands")
    tunnel = Fix("the tunnel's side", ('ngrok http 11434 --host-header="localhost:11434"',), "elsewhere", True)
    return failed("A32", summary, _evidence(facts), [fix, tunnel])


def _by_login(facts: Facts, answer: Answer) -> Finding | None:
    if not asks_for_login(answer):
        return None
    said = ", ".join(quoted(answer, "www-authenticate", "server"))
    if facts.environment.get("OLLAMA_API_KEY") and answer.status == 401:
        summary = f"the key in OLLAMA_API_KEY was refused: {answer.status}{f' ({said})' if said else ''}"
        return failed("A34", summary, _evidence(facts), [Fix("put a key into OLLAMA_API_KEY that is valid there")])
    summary = f"something in front of Ollama asks for credentials: {answer.status}{f' ({said})' if said else ''}"
    takes_keys = answer.status == 401 and not said.lower().startswith("www-authenticate: basic")
    where = "put the key for it into OLLAMA_API_KEY" if takes_keys else "give clients the credentials for it"
    fixes = [Fix(f"{where} (Ollama itself has none), or call Ollama directly")]
    return failed("A34", summary, _evidence(facts), [*fixes, *_direct(facts)])


def _by_cdn(facts: Facts, answer: Answer) -> Finding | None:
    cdn = cdn_of(answer)
    if cdn is None or not 520 <= answer.status <= 530:
        return None
    summary = f"{cdn.name} answers {answer.status}: it does not get to the server behind it, or not in time"
    fix = Fix("see that the tunnel's or origin's own side runs; for long answers stream, or avoid the CDN")
    return failed("A33", summary, [*_evidence(facts), *quoted(answer, cdn.field)], [fix])


def _below(facts: Facts, answer: Answer) -> Finding | None:
    """Ollama's own answer for a path that it does not have."""
    address = facts.server.server.address
    is_its_own = answer.status == 404 and answer.text[:100].strip() == "404 page not found"
    if not address.path or not is_its_own or answer.content_type.partition(";")[0] != "text/plain":
        return None
    root = address._replace(path="")
    is_shell = address.scheme == "http" and facts.server.server.origin.kind in ("OLLAMA_HOST", "default")
    summary = f"nothing is below /{address.path} of {address.authority}: Ollama is probably at its root"
    right = root.authority if is_shell else root.url
    return failed("A16", summary, _evidence(facts), [instead(facts, right)])


def _another(facts: Facts, answer: Answer) -> Finding:
    authority, owner = facts.server.server.address.authority, _owner(facts)
    evidence = [*_evidence(facts), *_owned(facts, owner)]
    if answer.status in (502, 503, 504):
        summary = f"a proxy on {authority} answers {answer.status}: it does not reach the Ollama behind it"
        behind = Fix("start what is behind it; which one that is, its configuration says (nginx: `proxy_pass`)")
        return failed("A23", f"{summary}{_named(owner)}", evidence, [behind, *_direct(facts)])
    if owner is not None and is_gateway(owner):
        summary = f"the gateway itself answers on {authority} ({owner.name}, pid {owner.pid}), not an Ollama"
        return failed("A23", summary, evidence, _fixes(facts))
    root = known_or(facts.server.root, answer)
    path = (
        f", or Ollama is not below /{facts.server.server.address.path} of it"
        if facts.server.server.address.path
        else ""
    )
    summary = f"another program answers on {authority}{path}{_named(owner)}: {shown(root)}"
    return failed("A23", summary, evidence, _fixes(facts))


def _named(owner: Process | None) -> str:
    return "" if owner is None else f", {owner.name} (pid {owner.pid})"


def _owned(facts: Facts, owner: Process | None) -> list[str]:
    port = facts.server.server.address.port
    return [] if owner is None else [f"port {port} is held by {owner.name} (pid {owner.pid})"]


def _direct(facts: Facts) -> list[Fix]:
    found = next((each for each in known_or(facts.server.nearby, ()) if each.version), None)
    return [] if found is None else [instead(facts, found.dial.authority, f"call the Ollama on {found.dial.authority}")]


def _fixes(facts: Facts) -> list[Fix]:
    port = facts.server.server.address.port
    if not facts.server.is_here:
        return [Fix("name the address that Ollama has; what is there now is another program's")]
    owner = Fix("see whose port it is, and stop that program", (f"sudo lsof -nP -iTCP:{port} -sTCP:LISTEN",))
    direct = _direct(facts)
    if direct:
        return [*direct, owner]
    other = 11435 if port != 11435 else 11436
    return [owner, give(facts, "move Ollama to a free port", {"OLLAMA_HOST": f"127.0.0.1:{other}"})]
