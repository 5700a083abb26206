"""The editor checks against the schema of another release.

What it does: reads the address in a `# yaml-language-server: $schema=` comment at the start of the file.

Why: the schema of the main branch, or of another release, has keys that agentgateway 1.4 refuses, and lacks some that
it takes: the editor is content, and the gateway does not start.

Example:

    # yaml-language-server: $schema=https://raw.githubusercontent.com/agentgateway/agentgateway/refs/heads/main/schema/config.json

Use instead: the tag of the release that runs.

    # yaml-language-server: $schema=https://raw.githubusercontent.com/agentgateway/agentgateway/refs/tags/v1.4.1/schema/config.json
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Edit, Finding, Fix, Severity
from agwctl.lint.rule import LintContext
from agwctl.source.node import Scalar

META = Code("AGW702", "other-schema", Severity.INFO, "a schema of another release")
IDS = ("E22",)

_COMMENT = re.compile(r"#\s*yaml-language-server:\s*\$schema=(?P<url>\S+)")
_REVISION = re.compile(r"agentgateway/agentgateway/(?:blob/|raw/)?(?:refs/(?:heads|tags)/)?(?P<name>[^/]+)/")
TAG = "v1.4.1"


def check(ctx: LintContext) -> Iterator[Finding]:
    comment = _COMMENT.match(ctx.source.parsed)
    revision = _REVISION.search(comment["url"]) if comment is not None else None
    if comment is None or revision is None or revision["name"].startswith("v1.4."):
        return
    name = revision["name"]
    what = "the main branch" if name in ("main", "master") else name
    start = comment.start("url")
    url = Scalar(comment["url"], True, start, comment.end("url"))
    pinned = f"https://raw.githubusercontent.com/agentgateway/agentgateway/refs/tags/{TAG}/schema/config.json"
    yield Finding(
        META,
        url,
        f"the editor takes the schema of {what}; this file is checked as agentgateway 1.4 reads it",
        f"name the tag of the release that runs, such as {TAG}",
        (),
        Fix(f"take the schema of {TAG}", False, (Edit(url, pinned),)),
    )
