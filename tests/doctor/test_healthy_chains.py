"""Where all is well the doctor finds nothing: no failure, no warning, and nothing that matters is unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agwctl.cli.guide import basic
from tests.doctor.lab.played import Said, played
from tests.doctor.lab.sandbox import Zygote

NGINX = Path("/usr/sbin/nginx")
OLLAMA: dict[str, Any] = {"ollama": {"models": ["llama3.2", "nomic-embed-text"]}}
GUIDE = {"agentgateway.yaml": basic("localhost:11434")}
SERVE = {"gateway": "-f agentgateway.yaml --listen 127.0.0.1", "port": 3000}
IN_FRONT = {
    "files": {
        "/lab/nginx.conf": """
daemon on; pid /lab/nginx.pid; error_log /lab/nginx.log;
events {}
http {
  access_log off; client_body_temp_path /lab/nginx; proxy_temp_path /lab/nginx; fastcgi_temp_path /lab/nginx;
  uwsgi_temp_path /lab/nginx; scgi_temp_path /lab/nginx;
  server {
    listen 127.0.0.1:4000;
    location / {
      proxy_pass http://127.0.0.1:11434; proxy_set_header Host localhost:11434;
      proxy_buffering off; proxy_http_version 1.1; proxy_read_timeout 600s;
    }
  }
}
"""
    },
    "shell": "nginx -c /lab/nginx.conf",
}
MACHINES: dict[str, dict[str, Any]] = {
    "started by hand": {"servers": [OLLAMA]},
    "a service": {"systemd": {}},
    "a service for the whole LAN": {"systemd": {"environment": {"OLLAMA_HOST": "0.0.0.0:11434"}}},
    "looked at by somebody without rights": {"systemd": {}, "user": "nobody"},
    "another user's, by hand": {"servers": [{**OLLAMA, "user": "nobody"}], "user": "daemon"},
    "beside a graphics card": {
        "servers": [{"ollama": {"models": ["llama3.2"], "hardware": {"ram": "64GiB", "vram": "20GiB", "gpus": 1}}}],
        "programs": {"nvidia-smi": "echo 'NVIDIA RTX 4090, 24564, 18000, 560.35.03'"},
        "shell": "ollama warm llama3.2",
        "doctor": "--model llama3.2",
    },
    "another port, and the shell knows it": {
        "servers": [{**OLLAMA, "port": 8080}],
        "environ": {"OLLAMA_HOST": "127.0.0.1:8080"},
    },
    "on another machine": {"neighbour": {"servers": [OLLAMA]}, "doctor": "192.168.1.50"},
    "an old release": {"servers": [{"ollama": {**OLLAMA["ollama"], "version": "0.13.5"}}]},
    "a model that can be used": {"servers": [OLLAMA], "doctor": "--model llama3.2"},
    "asked for words": {"servers": [OLLAMA], "doctor": "--deep"},
    "asked for a vector": {"servers": [OLLAMA], "doctor": "--deep --model nomic-embed-text"},
    "a proxy that leaves this machine alone": {
        "servers": [OLLAMA],
        "environ": {"https_proxy": "http://10.0.0.1:3128", "no_proxy": "localhost,127.0.0.1,::1"},
    },
    "a gateway that does not run": {"servers": [OLLAMA], "files": GUIDE},
    "a gateway": {"servers": [OLLAMA, SERVE], "files": GUIDE},
    "a gateway, by its name": {"servers": [OLLAMA, SERVE], "files": GUIDE, "doctor": "--gateway localhost:3000/v1"},
    "a gateway, asked for words": {"servers": [OLLAMA, SERVE], "files": GUIDE, "doctor": "--deep"},
}
BEHIND_NGINX: dict[str, dict[str, Any]] = {
    "nginx as Ollama": {"servers": [OLLAMA], **IN_FRONT, "doctor": "http://127.0.0.1:4000"},
    "nginx as a gateway": {"servers": [OLLAMA], **IN_FRONT, "doctor": "--gateway http://127.0.0.1:4000"},
    "nginx as a gateway, asked for words": {
        "servers": [{"ollama": {"models": ["llama3.2"], "tokensPerSecond": 80}}],
        **IN_FRONT,
        "doctor": "--deep --gateway http://127.0.0.1:4000",
    },
}


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_nothing_is_found(machine, zygote: Zygote) -> None:
    well(played(zygote, machine))


@pytest.mark.parametrize("machine", BEHIND_NGINX.values(), ids=BEHIND_NGINX)
def test_behind_nginx(machine, zygote: Zygote) -> None:
    if not NGINX.exists():
        pytest.skip(f"NOT TRIED behind nginx: there is no {NGINX}")
    well(played(zygote, machine))


def well(said: list[Said]) -> None:
    (only,) = said
    found = list(only.of_status("fail", "warn", "crash"))
    assert (found, only.verdict["status"], only.code) == ([], "pass", 0), only
