"""Who made an answer, by what it shows: a CDN, a tunnel's page, a guard with a password, another program."""

from __future__ import annotations

import re
from typing import NamedTuple

from agwctl.doctor.facts.network import Answer

__all__ = ["Cdn", "asks_for_login", "beginning", "cdn_of", "is_page", "quoted", "shown", "tunnel_of"]


class Cdn(NamedTuple):
    """A network of caches that ends requests which send no byte in time."""

    name: str
    field: str
    """A header that it adds to every answer."""
    server: str
    """How its Server header begins."""
    patience: str


CDNS = (
    Cdn("Cloudflare", "cf-ray", "cloudflare", "about 100 to 125 s"),
    Cdn("CloudFront", "x-amz-cf-id", "cloudfront", "about 30 s"),
)
_WRITTEN = {"cf-ray": "CF-RAY", "www-authenticate": "WWW-Authenticate"}
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
LENGTH = 100


def beginning(answer: Answer) -> str:
    """What its words are looked for in: a peer may send as much as it likes."""
    return answer.body[:4096].decode("utf-8", "replace")


def cdn_of(answer: Answer) -> Cdn | None:
    server = answer.headers.get("server", "").lower()
    return next((cdn for cdn in CDNS if cdn.field in answer.headers or server.startswith(cdn.server)), None)


def tunnel_of(answer: Answer) -> str:
    """ngrok's own code when it is ngrok that answers; empty when the answer comes from behind it."""
    code = answer.headers.get("ngrok-error-code", "")
    found = re.search(r"ERR_NGROK_\d+", beginning(answer)) if is_page(answer) else None
    return code or (found[0] if found else "")


def is_page(answer: Answer) -> bool:
    """Whether it is made for people: HTML, which no API of models answers."""
    return answer.content_type.startswith("text/html") or answer.body.lstrip()[:9].lower().startswith(
        (b"<!doctype", b"<html")
    )


def asks_for_login(answer: Answer) -> bool:
    """401 and 407, or a 403 that says something: Ollama's own guards answer 403 without a body."""
    return answer.status in (401, 407) or (answer.status == 403 and bool(answer.body.strip()))


def quoted(answer: Answer, *fields: str) -> list[str]:
    """The headers of these names that it has, as `Server: cloudflare`."""
    names = {field: _WRITTEN.get(field, "-".join(part.capitalize() for part in field.split("-"))) for field in fields}
    return [f"{name}: {answer.headers[field][:LENGTH]}" for field, name in names.items() if field in answer.headers]


def shown(answer: Answer) -> str:
    """Status, kind and the words of an answer in one line: a page's title, or how its text begins."""
    text = beginning(answer)
    title = _TITLE.search(text)
    words = " ".join((title[1] if title else _TAG.sub(" ", text) if is_page(answer) else text).split())
    return f"{answer.line}{f': {words[:LENGTH]}' if words else ''}"
