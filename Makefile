# Everything a checkout needs; `make` lists it. Only Python 3.11 or newer with venv, git and make are taken for granted.

MAKEFLAGS += --no-print-directory
BIN := .venv/bin
PACKAGES := bot providers storage sandbox

# Each candidate is run before it is trusted: a version manager's shim can exist and not work in this folder.
PYTHONS := $(PYTHON) python3.13 python3.12 python3.11 python3.14 python3 python /usr/bin/python3 \
	$(wildcard $(HOME)/.pyenv/versions/*/bin/python3)
# Prints where the interpreter really is, so that one from .venv itself does not go away with it.
USABLE := import ensurepip, os, sys, venv; \
	sys.exit(1) if sys.version_info < (3, 11) else print(os.path.realpath(sys.executable))

LOCK := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(ARGS) pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help python venv demo test faults slow scenarios threats nightly browser check format lock audit

help: ## list the targets (at once)
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

python: ## name the Python that .venv is made with (at once; PYTHON=... puts another first)
	@for python in $(PYTHONS); do \
		if $$python -c '$(USABLE)' 2>/dev/null; then exit 0; fi; \
	done; \
	echo 'No Python 3.11 or newer with venv was found. Install one (Debian: apt-get install python3-venv) or name it: make venv PYTHON=/path/to/python3' >&2; \
	exit 1

venv: .venv/.installed ## install the locked dependencies into .venv (1 minute the first time)

.venv/.installed: requirements-dev.txt
	@# rm and not venv --clear, which would empty the folder behind a .venv that is a link
	@python=$$($(MAKE) python) && echo "Installing into .venv with $$python" && rm -rf .venv && $$python -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: venv ## play one whole login on this machine (half a minute; ARGS=--once ends after it)
	@$(BIN)/python -m sandbox $(ARGS)

# Two at once: most of a test's time is waiting for processes. Each worker has its own bots and its own PostgreSQL.
test: venv ## run the tests, two at once (5 minutes; ARGS=tests/dialogs picks some, ARGS='-n0 …' one at a time)
	@$(BIN)/python -m pytest -n2 -m 'not slow and not scenario and not threat and not nightly' --ignore=tests/browser $(ARGS)

faults: venv ## run the tests of everything that fails, the slow ones too (2 minutes)
	@$(BIN)/python -m pytest -n2 tests/faults $(ARGS)

slow: venv ## run the slow tests that `make test` leaves out (2 minutes)
	@$(BIN)/python -m pytest -n2 -m slow --ignore=tests/browser $(ARGS)

scenarios: venv ## play every login of every simulated vendor through the bot (3 minutes)
	@$(BIN)/python -m pytest -n2 tests/scenarios $(ARGS)

# Each of the stories' faults is given a thousand stories at most.
threats: venv ## play the threats, with the faults they and the random stories have to notice, and print the table (12 minutes)
	@$(BIN)/python -m pytest -n2 tests/threats tests/model/test_seeds.py $(ARGS)

# The first row of the table tells the 20,000 stories on SQLite, so that they are not told twice.
nightly: venv ## play the threats with the full numbers of their table, and 20,000 random stories (hours)
	@THREATS=full $(BIN)/python -m pytest -n2 tests/threats tests/model $(ARGS) \
		--deselect tests/model/test_nightly.py::test_every_promise_is_kept_in_twenty_thousand_stories

browser: venv ## run the tests in Chromium (up to 4 minutes; SCREENSHOTS=/tmp/... keeps pictures there)
	@$(BIN)/python -m pytest -n2 tests/browser $(ARGS)

check: venv ## check style, types, arrows between packages and security (1 minute)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(PACKAGES)

format: venv ## format the code and mend what ruff can (1 second)
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

lock: venv ## write requirements*.txt anew from pyproject.toml (5 seconds; ARGS=--upgrade takes newer versions)
	@$(LOCK) --output-file requirements.txt
	@$(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt

audit: venv ## look for known vulnerabilities in the locked dependencies (10 seconds)
	@$(BIN)/pip-audit --disable-pip --require-hashes --requirement requirements-dev.txt
