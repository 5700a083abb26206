# Needs python3 (3.11 or newer, with venv) and make; everything else is installed into .venv from the package index.
PYTHON ?= python3
PYTEST_WORKERS ?= 2
# The suites start hundreds of processes; without byte code each would compile agwctl anew.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

.DEFAULT_GOAL := help
.PHONY: help demo test lint format unit bench soak e2e clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

$(STAMP): pyproject.toml agwctl/__init__.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "error: agwctl needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) -V 2>/dev/null || echo missing)" >&2; \
	  echo "hint: name another one, for example: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "error: '$(PYTHON) -m venv' failed" >&2; \
	  echo "hint: on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "installing agwctl and its tools into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV): $(STAMP)

demo: $(STAMP) ## start the gateway of the guide, send its requests, keep serving until ^C
	@$(BIN)/python -m agwctl.cli.demo

test: lint unit ## lint, types and tests: what CI runs

lint: $(STAMP) ## style and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet || { echo "hint: make format" >&2; exit 1; }
	@$(BIN)/mypy

format: $(STAMP) ## put the style right
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

unit: $(STAMP)
	@$(BIN)/python -m pytest -n $(PYTEST_WORKERS)

bench: $(STAMP) ## measure validate, doctor, and the gateway against other proxies on this machine
	@$(BIN)/python -m bench.validate
	@$(BIN)/python -m bench.doctor
	@$(BIN)/python -m bench

soak: $(STAMP) ## the load suites at full length
	@AGWCTL_SOAK=1 $(BIN)/python -m pytest -q tests/stress

e2e: $(STAMP) ## real clients, gateway and a real Ollama with a real model
	@$(BIN)/python -m tests.e2e

clean: ## remove what the targets made
	rm -rf $(VENV) .cache build dist
