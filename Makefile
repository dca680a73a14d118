PYTHON ?= python3
PORT ?= 8080
ARGS ?=
# Most tests wait for gateways of their own, so more of them at once than there are processors.
JOBS ?= 3

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run demo demo-deal test soak check bench bench-deals bench-routing

# A gateway with one demo peer, its state in run/, and a call to paste.
run: $(VENV)/.ready
	@$(BIN)/peergate quickstart run --port $(PORT)

# Two companies' gateways find each other and deal; look at what it prints.
demo: $(VENV)/.ready
	@$(BIN)/python -m examples.demo

# One buyer asks 43 suppliers at once, in every shape: ARGS="--template logistics", --few, --calm
demo-deal: $(VENV)/.ready
	@$(BIN)/python -m examples.deal $(ARGS)

# All that must hold before a change goes in.
test: check
	@$(BIN)/pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder

# What takes too long for every change.
soak: $(VENV)/.dev
	@$(BIN)/pytest -m soak

# Style, types, and which package may import which.
check: $(VENV)/.dev
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

# What a call costs; a quick look: make bench ARGS="--rounds 1 --seconds 2"
bench: $(VENV)/.dev
	@$(BIN)/python -m bench $(ARGS)

# One request to a thousand peers, until all their answers are in; e.g. make bench-deals ARGS="--rounds 1"
bench-deals: $(VENV)/.dev
	@$(BIN)/python -m bench.deals $(ARGS)

# How many free texts reach the right skill without a language model.
bench-routing: $(VENV)/.dev
	@$(BIN)/python -m bench.routing

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Peergate needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: pyproject.toml | $(BIN)/pip
	@$(PIP) --editable .
	@touch $@

# Dependency groups came with pip 25.1; a distribution's own is older.
$(VENV)/.dev: pyproject.toml | $(BIN)/pip
	@$(PIP) --upgrade pip
	@$(PIP) --editable . --group dev
	@touch $@ $(VENV)/.ready
