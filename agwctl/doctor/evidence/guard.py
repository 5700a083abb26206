"""Ollama's own guards: who calls it by a strange Host or Origin gets 403 and not a word."""

from __future__ import annotations

from agwctl.doctor.facts.network import Answer

__all__ = ["is_guards_own"]


def is_guards_own(answer: Answer) -> bool:
    return answer.status == 403 and not answer.body and not answer.content_type
