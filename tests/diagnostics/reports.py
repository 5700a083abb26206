"""Reports to be rendered: one with everything that a format must tell, and any that hypothesis can think of."""

from __future__ import annotations

import os

from hypothesis import strategies as st

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, LocatedEdit, LocatedFix, Related
from agwctl.diagnostics.report import FileReport, Report
from agwctl.source.node import Node, Scalar, Source

TEXT = "modle: é\nport: 70000\nlist: [a,\n  b]\nkey: sk-1234\n"


def sample(text: str = TEXT, path: str = "conf dir/gw,1.yaml") -> Report:
    """A file with findings of all severities, a good one, one that was skipped and one that cannot be read."""
    source = Source(path, text)
    source.hide(marked(text, "sk-1234"))
    unknown, port, several, key = (source.span(marked(text, part)) for part in ("modle", "70000", "a,\n  b", "key"))
    renamed = LocatedFix("rename to 'model'", True, (LocatedEdit(unknown, "model"),))
    moved = LocatedFix("move the key", False, (LocatedEdit(key, "auth: {key: sk-1234}"),))
    findings = (
        Diagnostic(codes.UNKNOWN_KEY, "unknown `modle`", "did you mean?", source, 0, "modle", unknown, (), renamed),
        Diagnostic(
            codes.OUT_OF_RANGE, "100% too\nlarge", None, source, 0, "x[3].port", port, (Related("see", "key", key),)
        ),
        Diagnostic(codes.REPEATED_ENTRY, "twice", None, source, 0, "list", several, (), moved),
        Diagnostic(codes.NOT_SERVED, "not run", None, source, 0, "", source.between(0, 0)),
    )
    return Report(
        (
            FileReport(path, "gateway", "checked", None, findings),
            FileReport("good.yaml", "gateway", "checked"),
            FileReport("k8s.yaml", "kubernetes", "skipped", "Kubernetes manifests are not checked yet"),
            FileReport("gone.yaml", "unknown", "unreadable", "failed to open file `gone.yaml`: it is gone"),
        )
    )


def marked(text: str, part: str) -> Node:
    start = text.index(part)
    return Scalar("", True, start, start + len(part))


ANY_TEXT = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["\x00", "]]>", "::error::", "a%0Ab", "\ud800", "\u2028", "\r\n", "a,b:c"]
)


@st.composite
def any_report(draw: st.DrawFn) -> Report:
    """One file with one finding, all its texts arbitrary."""
    path = os.fsdecode(draw(st.binary(min_size=1, max_size=20)))
    source = Source(path, "abc: def\n")
    span = source.between(0, 3)
    fix = LocatedFix(draw(ANY_TEXT), True, (LocatedEdit(span, draw(ANY_TEXT)),))
    related = (Related(draw(ANY_TEXT), draw(ANY_TEXT), span),)
    found = Diagnostic(codes.UNKNOWN_KEY, draw(ANY_TEXT), draw(ANY_TEXT), source, 0, draw(ANY_TEXT), span, related, fix)
    gone = FileReport(path, "unknown", "unreadable", draw(ANY_TEXT))
    return Report((FileReport(path, "gateway", "checked", None, (found,)), gone))
