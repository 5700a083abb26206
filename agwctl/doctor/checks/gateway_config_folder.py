"""A gateway in a container has the configuration that it is to run."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, not_needed, passed, warned
from agwctl.doctor.facts.containers import Container
from agwctl.doctor.facts.fact import known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.shell import word

__all__ = ["META", "run"]

META = Check(
    "gateway-config-folder",
    Link.GATEWAY,
    "a gateway in a container has its configuration",
    ids=("E23",),
    scope=Scope.ONCE,
    matters=False,
)


def run(facts: Facts) -> Finding:
    gateways = [each for each in known(facts.containers) if "agentgateway" in each.image]
    stopped = next((each for each in gateways if not each.is_running and not _has_folder(each)), None)
    if stopped is None:
        return (
            passed("no container of a gateway is without one")
            if gateways
            else not_needed("no gateway runs in a container")
        )
    path = facts.configuration.path if facts.configuration is not None else "config.yaml"
    mount = f'"$PWD"/{word(facts, path)}:/config/config.yaml'
    line = f"docker run -p 3000:3000 -v {mount} {word(facts, stopped.image)} -f /config/config.yaml"
    summary = f"the container {stopped.name} has stopped, and nothing is mounted at /config"
    return warned("E23", summary, [f"{stopped.name} ({stopped.image}): volumes {', '.join(stopped.volumes) or 'none'}"],
                  [Fix("give it the file", (line,), "docker")])  # fmt: skip


def _has_folder(container: Container) -> bool:
    return any("/config" in volume.split(":")[-1] or ":/config" in volume for volume in container.volumes)
