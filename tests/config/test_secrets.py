"""Where a document holds credentials."""

from __future__ import annotations

import pytest

from agwctl.config.load import load_text
from agwctl.config.secrets import find_secrets, guess_secrets
from agwctl.source.reader import read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("backendAuth: {key: a}", ["a"]),
        ("backendAuth: a", ["a"]),
        ("params: {apiKey: a, model: b}", ["a"]),
        ("apiKey: {keys: [{key: a, metadata: {team: b}}], mode: strict}", ["a"]),
        ("add: {Authorization: Bearer a, X-Api-Key: b, x-other: c}", ["Bearer a", "b"]),
        ("api_key: {file: /path}", []),
        ("auth: {key: {value: a, location: {header: {name: x}}}}", ["a"]),
        ("model: a", []),
        ("database: {url: 'postgres://u:a@h/d', maxConnections: 1}", ["postgres://u:a@h/d"]),
        ("database: {url: 'postgres://h/d'}", []),
        ("session: {key: a}", ["a"]),
        ("tracing: {headers: {x-team: a}, path: /b}", ["a"]),
        ("webhook: {headers: {x-team: jwt.sub}}", []),
        ("env: {GITHUB_TOKEN: a, LEVEL: b}", ["a"]),
        ("maxTokens: 5", []),
        ("backendAuth: {gcp: {type: idToken, credential: a}}", ["a"]),
        ("backendAuth: {oauthTokenExchange: {host: h, clientAuth: {clientId: i, clientSecret: a}}}", ["a"]),
        ("backendAuth: {aws: {region: r, accessKeyId: i, secretAccessKey: a, sessionToken: b}}", ["a", "b"]),
        ("basicAuth: {htpasswd: a, realm: b}", ["a"]),
        ("oidc: {clientId: i, clientSecret: a}", ["a"]),
        ("authorization: {rules: [a]}", []),
        ("headers: [{name: Authorization, value: {exact: a}}, {name: host, value: {exact: b}}]", ["a"]),
        ("env: [{name: API_TOKEN, value: a}]", ["a"]),
        ("hostOverride: 'u:a@localhost:1'", ["u:a@localhost:1"]),
        ("a: [image@sha, 'mail: me@example.com']", []),
        ("params: {apiKye: a, clientSecert: b, passwrd: c}", ["a", "b", "c"]),
        ("policies: {tokens: 5, author: a, apis: b}", []),
        ("key:", []),
    ],
)
def test_in_a_tree(text, found):
    assert sorted(node.text for node in find_secrets(read(text).documents[0])) == sorted(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("apiKey: {keys: sk-1}", 'invalid type: string "<secret>", expected a sequence'),
        ("apiKey: {keys: [string]}", 'invalid type: string "<secret>", expected a map'),
        ("basicAuth: {htpasswd: {file: /gone}}", "failed to open file `/gone`: No such file or directory"),
    ],
)
def test_messages_do_not_quote_them(text, message):
    text = f"gateways: {{g: {{port: 1}}}}\nroutes: [{{gateways: g, policies: {{{text}}}}}]"
    (found,) = load_text(text, environ={}).errors
    assert found.message.partition(" (data")[0] == message
    assert "sk-1" not in f"{found.hint}{found.fix}"


def test_in_text_that_is_no_yaml():
    text = "a: [\n  apiKey: sk-1, b: c}\n  'password' : \"x y\"\nkeys: # none\nurl: redis://u:p@h\n"
    assert [text[node.start : node.end] for node in guess_secrets(text)] == ["sk-1", '"x y"', "redis://u:p@h"]
