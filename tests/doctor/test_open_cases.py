"""Three reports of people, made real: a proxy that captures loopback, another program on the port, a CDN's limit."""

from __future__ import annotations

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.conformance.gateway import bare_environment
from tests.doctor.lab.played import Said, played
from tests.doctor.lab.sandbox import Zygote

PORT = 8123
PROXY = f"http://127.0.0.1:{PORT}"
NOTHING_EXCEPTED: dict[str, Any] = {"HTTP_PROXY": PROXY, "http_proxy": PROXY, "NO_PROXY": "", "no_proxy": ""}
EXPRESS = {"X-Powered-By": "Express"}
LISTING = '{"object":"list","data":[{"id":"%s","object":"model"}]}'
CLOUDFLARE = {"Server": "cloudflare", "CF-RAY": "0123456789abcdef-TST"}
AI = "ai: {name: ollama, hostOverride: 'localhost:11434', provider: {openAI: {}}}"
STREAM = """\
data: {"model":"m","choices":[{"delta":{"content":"one"},"finish_reason":null}]}

data: {"model":"m","choices":[{"delta":{},"finish_reason":"stop"}]}

data: [DONE]

"""
BEHIND_CDN = {
    "GET /v1/models": {"type": "application/json", "headers": CLOUDFLARE, "body": LISTING % "m"},
    "POST /v1/chat/completions stream": {"type": "text/event-stream", "headers": CLOUDFLARE, "body": STREAM},
    "POST /v1/chat/completions": {"status": 524, "headers": CLOUDFLARE, "body": "<title>timeout</title>", "after": 1},
    "*": {"status": 404, "headers": CLOUDFLARE, "body": "<title>not found</title>"},
}


def one(zygote: Zygote, machine: dict[str, Any]) -> Said:
    (said,) = played(zygote, machine)
    return said


def check(said: Said, id: str) -> dict[str, Any]:
    return next(each for each in said.checks if each["id"] == id)


FORWARDING: dict[str, Any] = {
    "servers": [
        {"ollama": {"models": ["qwen2:latest"]}},
        {
            "peer": {"*": {"status": 500, "headers": {"Via": "1.1 test-proxy"}, "body": "<title>Proxy Error</title>"}},
            "port": PORT,
        },
    ],
    "environ": NOTHING_EXCEPTED,
    "doctor": "--ollama http://localhost:11434",
}
"""run-llama/llama_index#14880"""


def test_a_proxy_that_captures_loopback_is_a_warning(zygote: Zygote) -> None:
    said = one(zygote, FORWARDING)
    assert (said.code, said.verdict["status"], said.ids) == (0, "warn", "A19"), said
    for words in (f"127.0.0.1:{PORT}", "HTTP_PROXY", "NO_PROXY", "direct: 200", "500 text/html", "Via 1.1 test-proxy"):
        assert words in said.seen, said
    assert check(said, "ollama-listening")["status"] == "pass"
    assert not list(said.of_status("fail"))
    assert "export NO_PROXY=localhost,127.0.0.1,::1" in said.fixes[0][0]


def test_and_can_fail_a_build(zygote: Zygote) -> None:
    assert one(zygote, {**FORWARDING, "doctor": f"{FORWARDING['doctor']} --fail-on warning"}).code == 1


ANOTHER: dict[str, Any] = {
    "servers": [
        {"ollama": {"models": ["gemma3:4b"]}},
        {
            "peer": {
                "GET /": {"headers": EXPRESS, "body": "<title>App</title>"},
                "GET /v1/models": {"type": "application/json", "headers": EXPRESS, "body": LISTING % "gemma4"},
                "POST *": {"status": 404, "headers": EXPRESS, "body": "<pre>Cannot POST PATH</pre>"},
                "*": {"status": 404, "headers": EXPRESS, "body": "<pre>Cannot GET PATH</pre>"},
            },
            "port": PORT,
            "process": "node",
        },
    ],
    "doctor": f"--gateway http://127.0.0.1:{PORT}",
}
"""mostlygeek/llama-swap#853"""


def test_another_program_is_told_from_a_gateway(zygote: Zygote) -> None:
    said = one(zygote, ANOTHER)
    assert (said.code, said.verdict["status"], said.ids) == (1, "fail", "A23"), said
    for words in ("no gateway", "X-Powered-By: Express", "text/html", "does not prove that chat works", "node (pid"):
        assert words in said.seen, said
    assert said.fixes[0][0].startswith("agwctl serve --listen 127.0.0.1 -c "), said
    assert "asked directly, not through it" in said.seen
    for id in ("ollama-listening", "it-is-ollama", "models-are-there"):
        assert check(said, id)["status"] == "pass"


def test_the_port_that_the_configuration_opens_is_the_way_out(zygote: Zygote) -> None:
    config = "llm: {port: 4100, models: [{name: '*', provider: ollama}]}\n"
    said = one(zygote, {**ANOTHER, "files": {"agentgateway.yaml": config}})
    assert said.ids == "A23"
    assert said.fixes[0] == ["export OPENAI_BASE_URL=http://127.0.0.1:4100/v1"]


def test_another_program_is_asked_for_no_chat(tmp_path: Path) -> None:
    asked: list[str] = []

    class Express(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked.append(f"{self.command} {self.path}")
            is_list = self.path == "/v1/models"
            body = (LISTING % "gemma4" if is_list else f"<pre>Cannot {self.command} {self.path}</pre>").encode()
            self.send_response_only(200 if is_list else 404)
            self.send_header("X-Powered-By", "Express")
            self.send_header("Content-Type", "application/json" if is_list else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def log_message(self, format: str, *values: object) -> None:
            """Nothing: what is asked is kept."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Express) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        config = f"binds: [{{port: {port}, listeners: [{{routes: [{{backends: [{{{AI}}}]}}]}}]}}]\n"
        (tmp_path / "gw.yaml").write_text(config)
        command = [sys.executable, "-m", "agwctl", "doctor", "-f", "gw.yaml", "--gateway", f"127.0.0.1:{port}"]
        environ = {**bare_environment(), "PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60)
        server.shutdown()
    assert "GET /v1/models" in asked, done.stderr
    assert not [each for each in asked if each.startswith("POST") and "doctor" not in each]


CDN = f"--gateway http://127.0.0.1:{PORT}/v1"
"""misospace/pr-reviewer-action#23"""


def test_a_cdn_is_noted(zygote: Zygote) -> None:
    said = one(zygote, {"servers": [{"peer": BEHIND_CDN, "port": PORT}], "doctor": CDN})
    assert (said.code, said.verdict["status"]) == (0, "pass"), said
    found = check(said, "gateway-has-no-cdn")
    assert (found["status"], found["ids"]) == ("pass", ["A33"])
    for words in ("Server: cloudflare", "CF-RAY: 0123456789abcdef-TST", "100 to 125 s", "plan"):
        assert words in found["summary"]
    assert "stream" in found["fixes"][0]["title"]
    assert said.told["target"]["gateway"] == f"http://127.0.0.1:{PORT}", "without the /v1 that clients add"


def test_a_generation_meets_the_cdn_s_limit(zygote: Zygote) -> None:
    said = one(zygote, {"servers": [{"peer": BEHIND_CDN, "port": PORT}], "doctor": f"--deep {CDN}"})
    assert (said.code, said.verdict["status"], said.ids) == (1, "fail", "A33"), said
    assert "524" in said.seen
    assert "after 1.0 s" in said.seen
