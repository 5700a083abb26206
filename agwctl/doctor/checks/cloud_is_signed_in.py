"""Models of Ollama's cloud can be used: the server is signed in, and may."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, not_needed, noted
from agwctl.doctor.evidence.server_settings import is_true, server_variable
from agwctl.doctor.evidence.texts import current_lines, pasted
from agwctl.doctor.evidence.wanted import Wanted, wanted
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.models import sign_in

__all__ = ["META", "run"]

META = Check(
    "cloud-is-signed-in",
    Link.CAPABILITY,
    "{server} may use the models of Ollama's cloud that are asked for",
    ids=("B13", "B14"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
)

_DISABLED = re.compile(r"ollama cloud is disabled", re.IGNORECASE)
_SIGN_IN = re.compile(r"need to be signed in|signin_url|ollama\.com/connect", re.IGNORECASE)
_PLAN = re.compile(r"requires a subscription|upgrade for access", re.IGNORECASE)
_UNAUTHORIZED = re.compile(r"\bunauthorized\b", re.IGNORECASE)


def run(facts: Facts) -> Finding:
    clouds = [one for one in wanted(facts) if one.is_cloud]
    if (found := pasted(facts, _DISABLED)) is not None:
        return _off(facts, "the server refuses models of the cloud", [found.evidence])
    if clouds and (how := _switched_off(facts)):
        return _off(facts, f"{clouds[0].name} runs in Ollama's cloud, which this server is not to use", [how])
    if (found := pasted(facts, _PLAN)) is not None:
        fix = Fix("use a model that the account's plan has, or another plan: https://ollama.com/settings")
        return failed("B13", "the account's plan does not have this model", [found.evidence], [fix, _local(facts)])
    found = pasted(facts, _SIGN_IN) or (pasted(facts, _UNAUTHORIZED) if clouds else None)
    if found is not None:
        return failed(
            "B13", "the server is not signed in to ollama.com", [found.evidence], [sign_in(facts), _local(facts)]
        )
    if clouds:
        return _not_asked(facts, clouds)
    return not_needed("no model of the cloud is asked for")


def _not_asked(facts: Facts, clouds: list[Wanted]) -> Finding:
    names = ", ".join(one.name for one in clouds)
    summary = f"{names} runs in Ollama's cloud: whether the server is signed in there was not asked"
    return noted("B13", summary, [f"{one.where}: {one.name}" for one in clouds], [sign_in(facts)])


def _off(facts: Facts, summary: str, evidence: list[str]) -> Finding:
    allow = give(facts, "let the server use the cloud", {"OLLAMA_NO_CLOUD": "0"})
    return failed("B14", summary, evidence, [allow, _local(facts)])


def _switched_off(facts: Facts) -> str:
    setting = server_variable(facts, "OLLAMA_NO_CLOUD")
    if not isinstance(setting, Unread) and is_true(setting.value):
        return f"{setting.source}: OLLAMA_NO_CLOUD={setting.value}"
    if current_lines(facts, 'msg="Ollama cloud disabled: true"'):
        return (
            'its log: "Ollama cloud disabled: true" (OLLAMA_NO_CLOUD, or disable_ollama_cloud in ~/.ollama/server.json)'
        )
    return ""


def _local(facts: Facts) -> Fix:
    refused = {one.name for one in wanted(facts)} | {one.entry.name for one in wanted(facts) if one.entry is not None}
    own = [each for each in known_or(facts.server.tags, ()) if not each.remote_model and each.name not in refused]
    here = sorted(own, key=lambda each: not each.talks)
    return Fix(f"use a model that runs here{f', such as {here[0].name}' if here else ''}")
