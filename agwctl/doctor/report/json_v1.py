"""The report as one JSON document, whose keys keep their meaning."""

from __future__ import annotations

from typing import Any

from agwctl import __version__
from agwctl.doctor.check import Fix, Link
from agwctl.doctor.engine import Checked, Diagnosis
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.outcome import tells_nothing
from agwctl.doctor.report.headline import NOTHING, well

__all__ = ["document", "link_word"]


def document(facts: Facts, diagnosis: Diagnosis, seconds: float) -> dict[str, Any]:
    """`verdict.status` is pass when all is well, skip when there was nothing to check.

    `blames` names the check that a result follows from.
    """
    return {
        "schemaVersion": 1,
        "tool": {"name": "agwctl", "version": __version__},
        "target": _target(facts),
        "verdict": _verdict(facts, diagnosis),
        "checks": [_check(each) for each in diagnosis.checked],
        "durationMs": round(seconds * 1000),
    }


def _target(facts: Facts) -> dict[str, Any]:
    configuration = facts.configuration
    return {
        "ollama": facts.servers[0].server.url if facts.servers else None,
        "gateway": facts.gateway.url if facts.gateway is not None else None,
        "config": configuration.path if configuration is not None else None,
        "kube": None,
        "servers": [
            {
                "url": each.server.url,
                "from": each.server.origin.kind,
                "written": each.server.origin.written or None,
                "where": each.server.origin.where or None,
            }
            for each in facts.servers
        ],
    }


def _verdict(facts: Facts, diagnosis: Diagnosis) -> dict[str, Any]:
    verdict = diagnosis.verdict
    if verdict is None:
        status, summary = ("skip", NOTHING) if tells_nothing(diagnosis) else ("pass", well(facts))
        return {"status": status, "check": None, "server": None, "ids": [], "summary": summary, "fixes": []}
    finding = verdict.finding
    return {
        "status": finding.status.value,
        "check": verdict.check.id,
        "server": verdict.server,
        "ids": list(finding.ids),
        "summary": finding.summary,
        "fixes": [_fix(each) for each in finding.fixes],
    }


def _check(checked: Checked) -> dict[str, Any]:
    finding = checked.finding
    return {
        "id": checked.check.id,
        "server": checked.server,
        "ids": list(finding.ids),
        "link": link_word(checked.check.link),
        "statement": checked.statement,
        "status": finding.status.value,
        "summary": finding.summary,
        "evidence": list(finding.evidence),
        "blames": checked.blames,
        "durationMs": round(checked.seconds * 1000),
        "fixes": [_fix(each) for each in finding.fixes],
    }


def link_word(link: Link) -> str:
    """The part of the chain, but for one: that nothing listens is seen by a connect, which is the network's to tell."""
    return "network" if link is Link.LISTENER else link.part.value


def _fix(fix: Fix) -> dict[str, Any]:
    return {"title": fix.title, "commands": list(fix.commands), "platform": fix.platform}
