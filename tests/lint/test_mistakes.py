"""Each file of `mistakes/` has one planted mistake, of which exactly that is told; of `valid/` nothing is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import trustme

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Code, Severity
from tests.lint.corpus import FOLDER, checked, expected, told

MISTAKES = sorted((FOLDER / "mistakes").glob("*.yaml"))
VALID = sorted((FOLDER / "valid").glob("*.yaml"))
SCENARIOS = FOLDER.parent / "ollama" / "scenario" / "bad"
"""Mistakes in another kind of file, which has its own tests."""


@pytest.fixture(autouse=True)
def files_of_listeners(tmp_path, monkeypatch):
    """The corpus names cert.pem and key.pem in the folder where the gateway would be started."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def certificate() -> tuple[bytes, bytes]:
    issued = trustme.CA().issue_cert("llm.example")
    return issued.cert_chain_pems[0].bytes(), issued.private_key_pem.bytes()


def read(path: Path, certificate: tuple[bytes, bytes]) -> str:
    text = path.read_bytes().decode()
    if "cert.pem" in text:
        Path("cert.pem").write_bytes(certificate[0])
        Path("key.pem").write_bytes(certificate[1])
    return text


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_planted_mistake(path, certificate):
    text = read(path, certificate)
    found = [told(each) for each in checked(text, path.name) if each.severity is not Severity.INFO]
    assert "\n".join(map(str, found)) == "\n".join(map(str, expected(text)))


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_good_configuration(path, certificate):
    found = checked(read(path, certificate), path.name)
    assert not [f"{told(each)} {each.message}" for each in found if each.severity is not Severity.INFO]


def test_the_corpus_is_large_and_covers_every_code():
    assert len(MISTAKES) >= 150
    assert len(VALID) >= 25
    planted = {each.code for path in MISTAKES for each in expected(path.read_bytes().decode())}
    planted |= {code for path in SCENARIOS.glob("*.out") for code in re.findall(r"AGW\d{3}", path.read_text("utf-8"))}
    can_be_planted = {code.id for code in vars(codes).values() if isinstance(code, Code)} - NOT_IN_A_FILE
    assert planted >= can_be_planted


NOT_IN_A_FILE = {codes.BAD_ENVIRONMENT.id, codes.NOT_SERVED.id}
"""What the environment says, and what is no mistake."""
