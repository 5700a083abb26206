"""Files with manifests are checked."""

from __future__ import annotations

import pytest

from agwctl.diagnostics.human import render
from agwctl.diagnostics.report import Report
from agwctl.lint.check import Checker
from tests.kubernetes.texts import read_manifests

CHECKER = Checker({})
BACKEND = """
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayBackend
metadata: {name: ollama}
spec: {ai: {provider: {openai: {}, host: ollama, port: 11434}}, policies: {tls: {}, auth: {key: sk-secret-value}}}
"""
ROUTE = """
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ollama}
spec:
  rules:
  - matches: [{path: {value: /ollama}}]
    backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: ollama}]
"""
SECRET = "{apiVersion: v1, kind: Secret, metadata: {name: s}}"
CRD = "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition}"
HELM = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include 'x' . }}\n"


@pytest.mark.parametrize(
    ("text", "status", "reason", "codes"),
    [
        (SECRET, "skipped", "no Kubernetes object of a kind that is checked: Secret", []),
        (f"{SECRET}\n---\n{CRD}", "skipped", "kind that is checked: CustomResourceDefinition, Secret", []),
        (f"---\n{ROUTE}\n---\n---\n", "checked", None, []),
        (f"{ROUTE}\n---\n{SECRET}", "checked", "Secret s", []),
        (f"{BACKEND}\n---\n{ROUTE}", "checked", "spec.policies.tls, spec.policies.auth of Agentg", ["AGW801"]),
        (f"{ROUTE}\n---\na: [", "checked", None, ["AGW016"]),
        ("apiVersion: v1\nkind: [", "checked", None, ["AGW016"]),
        (HELM, "skipped", "a Helm template: check what `helm template` prints", []),
        (HELM.replace("{{", "'{{").replace("'x'", "").replace("}}", "}}'"), "skipped", "checked: Service", []),
    ],
)
def test_text(text, status, reason, codes):
    report = CHECKER.text(text, "k8s.yaml")
    assert (report.kind, report.status) == ("kubernetes", status)
    assert (report.reason is None) if reason is None else (reason in (report.reason or ""))
    assert [each.code.id for each in report.diagnostics] == codes


def test_much_that_was_not_looked_into():
    report = CHECKER.text("\n---\n".join([ROUTE, *[SECRET] * 9]), "k8s.yaml")
    assert report.reason == f"{'; '.join(['Secret s'] * 6)}; 3 more"
    keys = ", ".join(f"k{number}: 1" for number in range(8))
    service = f"{{apiVersion: v1, kind: Service, metadata: {{name: a}}, spec: {{{keys}}}}}"
    told = "spec.k0, spec.k1, spec.k2, spec.k3, spec.k4, spec.k5 and 2 more of Service a"
    assert CHECKER.text(service, "k8s.yaml").reason == told


def test_a_dollar_sign_is_no_variable():
    text = ROUTE.replace("/ollama", "/$HOME")
    assert CHECKER.text(text, "k8s.yaml").diagnostics == ()
    (found,) = CHECKER.text(f"{BACKEND}\n---\n{text}", "k8s.yaml").diagnostics
    assert "/$HOME/v1" in found.message


def test_manifests_of_other_files():
    around = tuple(read_manifests(BACKEND, "backend.yaml"))
    (found,) = Checker({}, around=around).text(ROUTE, "route.yaml").diagnostics
    (related,) = found.related
    assert (found.pointer, related.pointer) == ("spec.rules[0].matches[0].path.value", "spec.ai.provider.host")
    assert related.source is not None
    assert related.source.path == "backend.yaml"


def test_comments_and_selections_count():
    text = f"{BACKEND}\n---\n{ROUTE}".replace("  - matches", "  # agwctl: ignore[prefix-reaches-upstream]\n  - matches")
    assert CHECKER.text(text, "k8s.yaml").diagnostics == ()
    (unused,) = CHECKER.text(f"# agwctl: ignore-file[E04]\n{BACKEND}", "k8s.yaml").diagnostics
    assert unused.code.name == "unused-suppression"
    assert Checker({}, frozenset()).text(f"{BACKEND}\n---\n{ROUTE}", "k8s.yaml").diagnostics == ()


def test_what_the_api_server_refuses_stays_an_error():
    text = f"# agwctl: ignore-file[AGW001]\n{BACKEND.replace('host:', 'hosst:')}"
    report = CHECKER.text(text, "k8s.yaml")
    assert [each.code.id for each in report.diagnostics if each.code.id != "AGW790"] == ["AGW001"]
    shown = render(Report((report,)))
    assert "hosst" in shown
    assert "secret-value" not in shown
