"""Starting proxies: the ports of their files, and a program that does not start."""

import re
import sys
from pathlib import Path

import pytest

from bench.peers import GATEWAY, HERE, Peer, running, with_ports
from bench.process import Failed


@pytest.mark.parametrize("name", ["gateway.yaml", "host.yaml", "nginx.conf", "litellm.yaml"])
def test_every_port_of_the_files_becomes_one_of_the_run(name: str):
    text = with_ports((HERE / name).read_text(), 20001, 20002)
    assert "20001" in text or name == "litellm.yaml"
    assert "20002" in text
    assert not re.search(r"\b(3000|11434|150\d\d)\b", text)


def test_the_gateway_runs_the_configuration_of_the_guide():
    assert GATEWAY.config is not None
    text = (HERE / GATEWAY.config).read_text()
    assert "hostOverride: localhost:11434" in text
    assert "urlRewrite" in text


def test_a_proxy_that_does_not_start_is_named_with_what_it_wrote(tmp_path: Path):
    broken = Peer("broken", [sys.executable, "-c", "raise SystemExit('no such option')"])
    with pytest.raises(Failed, match="no such option"), running(broken, tmp_path, 1):
        pass
