"""A container of agentgateway that ended because nothing is mounted at /config."""

from __future__ import annotations

from agwctl.doctor.check import Status
from agwctl.doctor.checks.gateway_config_folder import run
from agwctl.doctor.facts.containers import Container
from tests.doctor.gateways import behind, known
from tests.doctor.healthy import healthy

STOPPED = Container("gw", "ghcr.io/agentgateway/agentgateway:v1.4.1", is_running=False)


def test_it_has_stopped():
    found = run(behind(None, known(), containers=(STOPPED,)))
    assert (found.status, found.ids) == (Status.WARN, ("E23",))
    assert found.fixes[0].commands == (
        'docker run -p 3000:3000 -v "$PWD"/gw.yaml:/config/config.yaml ghcr.io/agentgateway/agentgateway:v1.4.1 '
        "-f /config/config.yaml",
    )


def test_others():
    mounted = Container("gw", STOPPED.image, is_running=False, volumes=("/home/ada/gw:/config",))
    for each in (mounted, Container("gw", STOPPED.image), Container("db", "postgres", is_running=False)):
        assert run(healthy(containers=(each,))).ids == ()
