# What a newcomer calls. Everything lands in .venv beside this file; nothing else on the machine changes.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/installed
PO     := tui/locale/zh_CN/LC_MESSAGES/sealdesk.po
MO     := $(PO:.po=.mo)

# Without .pyc files each worker, and each program that a test starts, compiles all of it anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: install demo test check lint types contracts bench soak catalogue clean

install: $(STAMP) $(MO)

$(STAMP): pyproject.toml packaging/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Sealdesk needs Python 3.11 or newer; set PYTHON=/path/to/it." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "Python has no venv module here. On Debian: apt install python3-venv" >&2; exit 1; }
	@echo "Installing the packages into $(VENV); this takes about a minute."
	$(BIN)/pip install --disable-pip-version-check -c packaging/constraints.txt -e '.[dev]'
	@echo "Compiling."
	@$(BIN)/python -m compileall -q core data tui   # without .pyc files the start takes twice as long
	@touch $@

$(MO): $(PO) $(STAMP)
	@$(BIN)/pybabel --quiet compile -i $(PO) -o $@

demo: install
	$(BIN)/sealdesk demo demo-store

test: install
	$(BIN)/pytest

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

contracts: install
	$(BIN)/lint-imports --no-cache

check: lint types contracts test

bench: install
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.screens

# The long runs, and the cases that other runs leave out; and what is otherwise tested in memory, with the encrypted store.
soak: install
	$(BIN)/pytest -m soak
	SEALDESK_STORE=database $(BIN)/pytest tests/core tests/contracts

# Collects every translatable text from the sources into the Chinese catalogue; new ones wait there for their Chinese.
catalogue: install
	$(BIN)/python packaging/catalogue.py

clean:
	rm -rf $(VENV) demo-store .pytest_cache .mypy_cache .ruff_cache .hypothesis
