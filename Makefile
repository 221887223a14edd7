# Needs nothing but Python 3.11 or newer: every target fills .venv from requirements.lock first.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo serve test check bench lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## only fill .venv

demo: $(INSTALLED) ## a support desk on this machine, with a Slack to play in; no account needed
	$(BIN)/python -m bot demo

serve: $(INSTALLED) ## the bot itself, for your own Slack (see README.md)
	$(BIN)/python -m bot serve

test: $(INSTALLED) ## the tests, on SQLite and on a PostgreSQL of their own
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(INSTALLED) ## format, lint, types, import contracts, then the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

bench: $(INSTALLED) ## throughput, latency and kill -9, measured on this machine
	$(BIN)/python -m benchmarks

# Keeps every pin that still fits; `make lock LOCK=--upgrade` takes the newest of everything.
lock: $(INSTALLED) ## renew requirements.lock from pyproject.toml
	$(BIN)/python -c 'import tomllib; text = open("pyproject.toml", "rb"); project = tomllib.load(text); \
	  print(*project["project"]["dependencies"], *project["dependency-groups"]["dev"], sep="\n")' > .venv/lock.in
	cp requirements.lock .venv/lock.txt
	$(BIN)/pip-compile --quiet $(LOCK) --generate-hashes --allow-unsafe --strip-extras \
	  --no-annotate --no-header --no-emit-options --output-file .venv/lock.txt .venv/lock.in
	{ echo '# Everything Bellhop runs and is tested with, by hash. Made from pyproject.toml by `make lock`.'; \
	  grep -v '^#' .venv/lock.txt; } > requirements.lock

clean: ## remove .venv and the caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The stamp is younger than the lock when .venv has what the lock names.
$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Bellhop needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
	    "Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
