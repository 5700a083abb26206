"""`make e2e`: the suite of this folder in front of a real Ollama with real models, and what the model said.

Everything it needs is fetched into .cache/e2e once, about 220 MB; Ollama listens on a free port of 127.0.0.1.
AGWCTL_E2E_OLLAMA (with AGWCTL_E2E_CHAT_MODEL and AGWCTL_E2E_EMBEDDING_MODEL) names one that runs already.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.real_ollama import CHAT_MODEL, EMBEDDING_MODEL, Missing, prepare, running

ROOT = Path(__file__).parents[2]


def main() -> int:
    given = os.environ.get("AGWCTL_E2E_OLLAMA")
    if given:
        return suite(given, os.environ.get("AGWCTL_E2E_CHAT_MODEL", CHAT_MODEL))
    try:
        installed = prepare(ROOT / ".cache" / "e2e")
        with running(installed) as url:
            return suite(url, CHAT_MODEL, AGWCTL_E2E_OLLAMA_BINARY=str(installed.ollama.absolute()))
    except Missing as missing:
        sys.stderr.write(f"error: the end-to-end tests cannot run: {missing}\n")
        return 3


def suite(ollama: str, chat_model: str, **more: str) -> int:
    """The demo, which shows the guide's request and the model's answer, and then the tests; `more` is environment."""
    models = {
        "AGWCTL_E2E_OLLAMA": ollama,
        "AGWCTL_E2E_CHAT_MODEL": chat_model,
        "AGWCTL_E2E_EMBEDDING_MODEL": os.environ.get("AGWCTL_E2E_EMBEDDING_MODEL", EMBEDDING_MODEL),
    }
    environ = os.environ | models | more | {"OLLAMA_HOST": ollama}
    shown = subprocess.run([sys.executable, "-m", "agwctl.cli.demo", "--once"], cwd=ROOT, env=environ)
    pytest = [sys.executable, "-m", "pytest", "-q"]
    tested = subprocess.run([*pytest, "tests/e2e"], cwd=ROOT, env=environ)
    # And once more against the stand-in: it has to give both commands the same, too.
    played = subprocess.run([*pytest, "tests/e2e/test_models_command.py"], cwd=ROOT, env=os.environ | more)
    return shown.returncode or tested.returncode or played.returncode


if __name__ == "__main__":
    raise SystemExit(main())
