"""`tests/` mirrors `agwctl/`: each module has its tests where one looks for them, and no test outlives its module."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "agwctl"

COVERED = {
    "errors.py": "cli/test_main.py",
    "config/reach.py": "proxy/test_reach.py",
    "__main__.py": "cli/test_main.py",
    "cli/options.py": "cli/test_app.py",
    "cli/shells/*.py": "cli/test_completion.py",
    "cli/doctor/run.py": "cli/doctor/test_verb.py",
    "cli/doctor/telling.py": "cli/doctor/test_verb.py",
    "doctor/check.py": "doctor/test_engine.py",
    "doctor/examination/machine.py": "doctor/examination/test_examine.py",
    "doctor/wire/peer.py": "doctor/wire/test_exchange.py",
    "doctor/examination/reach.py": "doctor/examination/test_chain.py",
    "doctor/facts/*.py": "doctor/checks",  # values only: what is judged by them shows whether they say what is needed
    **{f"doctor/report/{part}.py": "doctor/report/test_masking.py" for part in ("identities", "secrets", "texts")},
    "ollama/api/message_blocks.py": "ollama/api/test_anthropic.py",
    "ollama/api/response_*.py": "ollama/api/test_responses.py",
    "ollama/deadline.py": "ollama/test_client.py",
    "ollama/failures.py": "ollama/test_client.py",
    "ollama/status.py": "ollama/test_client.py",
    "proxy/failure.py": "proxy/test_failure_answer.py",
    "config/character_class.py": "config/test_pattern.py",
    "config/choices.py": "config/test_objects.py",
    "config/key_table.py": "config/test_objects.py",
    "config/pattern_text.py": "config/test_pattern.py",
    "source/layout.py": "source/test_edit.py",
    "doctor/evidence/passage.py": "doctor/checks/test_gateway_reaches_ollama.py",
    **{
        f"doctor/checks/{check}.py": "doctor/evidence/test_linted.py"  # they choose from what the linter says
        for check in (
            "address_is_given_once",
            "dollars_are_meant",
            "generations_are_not_retried",
            "host_header_is_right",
            "models_are_not_replaced",
            "options_take_effect",
            "requests_go_to_ollama",
            "routes_are_reachable",
            "schema_fits",
            "streams_are_not_buffered",
        )
    },
    "lint/own_codes.py": "lint/rules/test_rules.py",
    "kubernetes/kinds/*.py": "kubernetes/test_kinds.py",
    "doctor/probes/routes.py": "doctor/probes/test_context.py",
    **{
        f"doctor/probes/{part}.py": "doctor/probes/test_sockets.py"
        for part in ("processes", "socket_holders", "socket_table", "sockets_macos", "sockets_windows")
    },
    **{f"doctor/probes/{part}.py": "doctor/probes/test_hardware.py" for part in ("gpus", "killed")},
    **{f"doctor/probes/{part}.py": "doctor/probes/test_stores.py" for part in ("entering", "mounts")},
    **{
        f"ollama/scenario/{part}.py": "ollama/scenario/test_load.py"
        for part in ("document", "faults", "models", "semantics")
    },
    **{
        f"config/{section}.py": "config/test_root.py"  # classes only: their keys are compared with the release's
        for section in {
            line.partition(".")[0] for line in (TESTS / "config" / "keys.yaml").read_text("utf-8").splitlines()
        }
        if (SOURCE / "config" / f"{section}.py").exists() and not (TESTS / "config" / f"test_{section}.py").exists()
    },
}
"""Modules whose tests are somewhere else than their name says: pattern → file or folder under tests/."""

WITHOUT_MODULE = (
    "config/test_validate_cases.py",
    "conformance/*",
    "doctor/test_any_answer.py",
    "doctor/test_coverage.py",
    "doctor/test_registry.py",
    "bench/test_bench.py",
    "doctor/lab/*",
    "doctor/test_budget.py",
    "doctor/test_healthy_chains.py",
    "doctor/test_hostile_texts.py",
    "doctor/test_open_cases.py",
    "doctor/test_pairs.py",
    "e2e/*",
    "http/test_malformed.py",
    "lint/rules/test_rules.py",
    "lint/kubernetes/rules/test_rules.py",
    "lint/kubernetes/test_any_manifest.py",
    "lint/test_any_text.py",
    "ollama/api/test_bodies.py",
    "ollama/scenario/test_any_scenario.py",
    "ollama/test_cases.py",
    "doctor/probes/test_any_machine.py",
    "lint/test_mistakes.py",
    "guide/*",
    "reference/*",
    "stress/*",
    "test_imports.py",
    "test_layout.py",
    "test_packaging.py",
    "test_readme.py",
)
"""Tests of more than one module."""


def modules() -> list[str]:
    return sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if path.name != "__init__.py")


def suites() -> list[str]:
    return sorted(path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py"))


@pytest.mark.parametrize("module", modules())
def test_a_module_has_tests(module):
    elsewhere = [target for pattern, target in COVERED.items() if fnmatch(module, pattern)]
    path = Path(module)
    homes = [TESTS / target for target in elsewhere] or [
        TESTS / path.parent / f"test_{path.name}",
        TESTS / path.with_suffix(""),
    ]
    assert any(home.exists() for home in homes), f"no {' and no '.join(str(home.relative_to(TESTS)) for home in homes)}"


@pytest.mark.parametrize("test", suites())
def test_a_test_has_a_module(test):
    if any(fnmatch(test, pattern) for pattern in WITHOUT_MODULE):
        return
    path = Path(test)
    name = path.name.removeprefix("test_")
    source = TESTS.parent if path.parts[0] == "bench" else SOURCE
    homes = [source / path.parent / name, source / path.parent / path.stem.removeprefix("test_")]
    assert any(home.exists() for home in homes), f"nothing that {test} could be about"


def test_the_list_of_other_places_is_needed():
    """An entry goes when its module is gone or has got tests of its own."""
    for pattern in COVERED:
        matched = [module for module in modules() if fnmatch(module, pattern)]
        assert matched, pattern
        own = [module for module in matched if (TESTS / Path(module).parent / f"test_{Path(module).name}").exists()]
        assert not own, f"{own} have tests where they belong"
