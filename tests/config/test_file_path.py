"""Files that must be there: told at the path that names them."""

from __future__ import annotations

import pytest

from agwctl.config.load import load_text


def told(path: object) -> list[str]:
    text = f"gateways: {{g: {{port: 1}}}}\nroutes: [{{gateways: g, policies: {{backendTLS: {{root: {path}}}}}}}]"
    return [f"{found.pointer}: {found.message}" for found in load_text(text, environ={}).errors]


def test_a_file_that_can_be_read(tmp_path):
    (tmp_path / "ca.pem").write_text("x")
    assert told(tmp_path / "ca.pem") == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [("gone.pem", "No such file or directory"), ("folder", "Is a directory"), ("binary", "it is not UTF-8 text")],
)
def test_files_that_cannot(tmp_path, name, reason):
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    path = tmp_path / name
    assert told(path) == [f"routes[0].policies.backendTLS.root: failed to open file `{path}`: {reason}"]
