# make demo   see it work on a sample        make test   run the tests
# make lint   style, types, import order     make clean  remove what was made
# make golden, make readme   write anew what the samples and the README show: read the difference

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# A change of these asks for a new install; the code itself is used where it lies.
DEPENDS := pyproject.toml extract/conflictfacts/_version.py

.PHONY: demo test lint golden readme clean
.DELETE_ON_ERROR:

demo: $(VENV)/.installed
	$(BIN)/conflict-facts samples/kursk-incursion.txt --published 2025-06-22 --format table

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 8

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: $(VENV)/.installed-dev
	$(BIN)/python tests/test_samples.py

readme: $(VENV)/.installed-dev
	$(BIN)/python tests/test_readme.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "conflict-facts needs Python 3.11 or newer: try make PYTHON=python3.11 demo" or 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(DEPENDS) | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-dev: $(DEPENDS) | $(BIN)/python
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.installed
