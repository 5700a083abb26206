"""The guide's basic configuration, as it stands there, and for another Ollama or port."""

from __future__ import annotations

__all__ = ["BASIC", "PORT", "basic"]

BASIC = """\
# yaml-language-server: $schema=https://agentgateway.dev/schema/config
binds:
- port: 3000
  listeners:
  - routes:
    - policies:
        urlRewrite:
          authority:
            full: localhost:11434
      backends:
      - ai:
          name: ollama
          hostOverride: localhost:11434
          provider:
            openAI:
              model: llama3.2  # Default model
"""
PORT = 3000


def basic(authority: str, port: int = PORT) -> str:
    """The configuration with Ollama at `authority` (`host:port`)."""
    return BASIC.replace("localhost:11434", authority).replace(f"port: {PORT}", f"port: {port}")
