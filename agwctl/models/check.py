"""Whether models that somebody wants are there, can do what they are wanted for, and fit: all servers asked at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agwctl.models.asking import Connect, ask_each, failure_line
from agwctl.models.configured import Configured
from agwctl.models.verdict import Checked, Facts, FitOf, State, Wanted, find, judge
from agwctl.ollama.address import Address
from agwctl.ollama.client import Client, NotOllama, OllamaError, Shown, StatusError
from agwctl.ollama.failures import CHECK_ADDRESS

__all__ = ["check", "only_named", "wanted_of"]

ADDRESS_IN_FILE = "check the address in the configuration"


def wanted_of(entries: Iterable[Configured], needs: tuple[str, ...] = ()) -> list[Wanted]:
    """What a configuration wants."""
    return [
        Wanted(each.server, each.model, each.name, each.where, each.uses, needs, each.is_ollama) for each in entries
    ]


def only_named(wanted: Sequence[Wanted], names: Sequence[str]) -> tuple[list[Wanted], list[str]]:
    """Those with one of the names, by the client's word or the server's, and the names that nothing has.

    Where a server has whatever clients ask for, it is asked for the names that stand nowhere else.
    """
    chosen = [each for each in wanted if {each.clients, each.name} & set(names)]
    rest = [name for name in names if not any(name in (each.clients, each.name) for each in chosen)]
    servers = [each for each in wanted if each.name is None and each not in chosen]
    chosen += [server._replace(name=name) for name in rest for server in servers]
    return chosen, [] if servers else rest


def check(wanted: Sequence[Wanted], connect: Connect, timeout: float, fit_of: FitOf | None = None) -> list[Checked]:
    """Asks all servers at once, for at most `timeout` seconds, and judges each model, in the order given."""
    names: dict[Address, list[str]] = {}
    for each in wanted:
        names.setdefault(each.server, []).extend([each.name] if each.name is not None else [])
    told = ask_each(names, lambda client: _facts(client, names[client.address]), connect, timeout)
    known = {server: facts for server, facts in told.items() if isinstance(facts, Facts)}
    judged = []
    for each in wanted:
        facts = told[each.server]
        if isinstance(facts, OllamaError):
            judged.append(_not_told(each, facts, timeout))
        else:
            others = {server: its for server, its in known.items() if server != each.server}
            judged.append(judge(each, facts, others, fit_of))
    return judged


def _facts(client: Client, names: Iterable[str]) -> Facts:
    version, models = client.version(), client.tags()
    shown: dict[str, Shown | StatusError] = {}
    for name in names:
        entry = find(name, models)
        if entry is not None and name not in shown:
            try:
                shown[name] = client.show(entry.name)
            except StatusError as error:
                shown[name] = error
    return Facts(version, models, shown, _loaded(client))


def _loaded(client: Client) -> frozenset[str]:
    try:
        return frozenset(each.digest for each in client.ps())
    except StatusError:  # something in front of it lets only some paths through
        return frozenset()


def _not_told(wanted: Wanted, error: OllamaError, timeout: float) -> Checked:
    skipped = not wanted.is_ollama and isinstance(error, (NotOllama, StatusError))
    reason = f"{wanted.server.authority} is not Ollama" if skipped else failure_line(wanted.server, error, timeout)
    fix = ADDRESS_IN_FILE if wanted.where and error.hint == CHECK_ADDRESS else error.hint or ""
    return Checked(wanted, State.SKIPPED if skipped else State.UNKNOWN, (reason,), "" if skipped else fix)
