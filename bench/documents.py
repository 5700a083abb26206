"""Configurations to validate: one with eight mistakes, one with thousands of routes, a folder of many files."""

from __future__ import annotations

from pathlib import Path

MISTAKES = {
    "hostOverride: 10.0.0.1:11434": "hostOveride: 10.0.0.1:11434",
    "requestTimeout: 301s": "requestTimeout: 301",
    "exact: tenant-2": "exat: tenant-2",
    "pathPrefix: /service/3": "path_prefix: /service/3",
    "weight: 4": 'weight: "4"',
    "openAI: {model: model-5}": "openai: {model: model-5}",
    "hostOverride: 10.0.0.6:11434": "hostOverride: 10.0.0.6",
    "x-route: route-7": "x-route: 7",
}
"""What stands in the routes 1 to 7 → what takes its place."""


def route(number: int) -> str:
    """A route as a large gateway has it, 24 lines, 680 bytes; each to another path, rewritten, with its own limits."""
    return f"""\
    - name: route-{number}
      hostnames:
      - host-{number % 100}.models.example
      matches:
      - path:
          pathPrefix: /service/{number}
        headers:
        - name: x-tenant
          value: {{exact: tenant-{number}}}
      policies:
        urlRewrite:
          path: {{prefix: /}}
        requestHeaderModifier:
          set:
            x-route: route-{number}
            x-origin: the-gateway-of-all-models-that-anybody-has-ever-asked-for-by-name-or-by-tag
        timeout:
          requestTimeout: {300 + number % 300}s
      backends:
      - weight: {number}
        ai:
          name: backend-{number}
          hostOverride: 10.{number >> 16}.{number >> 8 & 255}.{number & 255}:11434
          provider: {{openAI: {{model: model-{number}}}}}
"""


def gateway(routes: int) -> str:
    """A configuration with so many routes on one port."""
    return "binds:\n- port: 3000\n  listeners:\n  - routes:\n" + "".join(map(route, range(1, routes + 1)))


def with_mistakes(lines: int = 178) -> str:
    """Seven routes with eight mistakes, filled up with comments to a number of lines."""
    text = gateway(7)
    for good, bad in MISTAKES.items():
        assert text.count(good) == 1, good
        text = text.replace(good, bad)
    return text + "# the end\n" * (lines - text.count("\n"))


def write_folder(folder: Path, files: int) -> None:
    """So many files with two routes each, in folders of a hundred."""
    text = gateway(2)
    for number in range(files):
        path = folder / f"{number // 100:02}" / f"{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
