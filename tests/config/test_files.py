"""Files are found and told apart."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from agwctl.config.files import files_in, has_manifests, has_scenario, is_empty, kind_of, may_be_ours
from agwctl.config.text import parse
from agwctl.source.reader import read


@pytest.mark.parametrize(
    ("text", "named", "found"),
    [
        ("{}", "gateway", "unknown"),
        ("bogus: 1", "gateway", "unknown"),
        ("- a", "gateway", "unknown"),
        ("binds: []", "gateway", "gateway"),
        ("services: []\nversion: 3", "gateway", "gateway"),
        ("services: {ollama: {image: ollama/ollama}}\nvolumes: {}", "gateway", "unknown"),
        ("services: {}\nbinds: []", "gateway", "gateway"),
        ("on: push\njobs: {}", "gateway", "unknown"),
        ("{apiVersion: v1, kind: Secret}", "kubernetes", "kubernetes"),
        ("{kind: Secret}", "gateway", "unknown"),
        ("scenario: ollama", "scenario", "scenario"),
        ("scenario: olama", "scenario", "unknown"),
        ("scenario: {test_sequence: [converge]}", "scenario", "unknown"),
        ("scenario: x\nbinds: []", "gateway", "gateway"),
        ("scenario: ollama\nbinds: []", "scenario", "scenario"),
    ],
)
def test_kinds(text, named, found):
    (document,) = read(text).documents
    assert kind_of(document, True) == named
    assert kind_of(document, False) == found


def test_the_files_of_a_folder(tmp_path):
    for name in ("b.yaml", "a.yml", "c.json", "sub/d.yaml", ".git/e.yaml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    assert [path.relative_to(tmp_path) for path in files_in(tmp_path)] == [
        Path("a.yml"),
        Path("b.yaml"),
        Path("sub/d.yaml"),
    ]


def test_empty_documents():
    documents = read("---\n---\n# comment\n---\nnull\n---\n''\n---\na\n").documents
    assert [is_empty(document) for document in documents] == [True, True, True, False, False]


MANIFEST = "{apiVersion: v1, kind: Secret}"


@pytest.mark.parametrize(
    ("text", "named", "found"),
    [
        (MANIFEST, True, True),
        (f"---\n{MANIFEST}\n---\n---\n{MANIFEST}\n---\n", True, True),
        (f"{MANIFEST}\n---\na: b", False, True),
        (f"{MANIFEST}\n---\na: b", True, False),
        (f"{MANIFEST}\n---\nbinds: []", False, False),
        ("apiVersion: v1\nkind: [", True, True),
        (f"{MANIFEST}\n---\na: [", True, True),
        ("binds: [", True, False),
        ("", True, False),
    ],
)
def test_manifests(text, named, found):
    assert has_manifests(parse(text, "x", {}), named) == found


@pytest.mark.parametrize(
    ("text", "named", "found"),
    [
        ("scenario: ollama\nmodels: []", False, True),
        ("# mine\nscenario: 'ollama'\nmodels: [\n", True, True),
        ("---\nscenario: ollama\n---\n", True, True),
        ("scenario: ollama\n---\nbinds: []", True, False),
        ("x:\n  scenario: ollama\n  a: [", True, False),
        ("binds: []", True, False),
        ("", True, False),
    ],
)
def test_scenarios(text, named, found):
    assert has_scenario(parse(text, "x", None), named) == found


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
def test_pipes_in_a_folder_are_left_out(tmp_path):
    """One would be waited for without end; a broken link is told."""
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "broken.yaml").symlink_to("gone")
    (tmp_path / "a.yaml").write_text("{}")
    assert [path.name for path in files_in(tmp_path)] == ["a.yaml", "broken.yaml"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [\nbinds:\n- x", True),
        ('{{ x }}\n"llm" : {', True),
        ("services:\n  binds: [", False),
        ("{{ define x }}", False),
        ("", False),
    ],
)
def test_a_broken_text_is_known_by_a_key(text, expected):
    assert may_be_ours(text) == expected
