# Barrio. `make run` needs Python 3.11 or newer and nothing else of ours.
SHELL := /bin/bash
# The first that runs and is new enough: a name on the PATH may be a shim for nothing.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
SAY := @printf '%s\n'

.PHONY: run test test-deep check bench fmt dist assets clean

run: $(VENV)/.run assets
	@exec $(VENV)/bin/barrio run $(ARGS)

# A stamp bears the hash of the lock it was made from: the environment is touched only
# when a lock has changed, not when a checkout has given it a new date.
$(VENV)/.run: requirements.lock pyproject.toml
	@tools/environment.sh run "$(PYTHON)"

$(VENV)/.test: requirements-test.lock pyproject.toml
	@tools/environment.sh test "$(PYTHON)"

assets: $(VENV)/.run
	@$(PY) tools/assets.py
	@$(PY) tools/catalogues.py compile

test: $(VENV)/.test assets
	@tools/system-packages.sh
	$(PY) -m pytest -n 2 $(ARGS)
	BARRIO_TEST_DATABASE=postgres $(PY) -m pytest -n 2 -m "not browser and not one_database" $(ARGS)

test-deep: $(VENV)/.test assets
	@tools/system-packages.sh
	BARRIO_TEST_DEPTH=deep $(PY) -m pytest -n 2 $(ARGS)
	BARRIO_TEST_DATABASE=postgres BARRIO_TEST_DEPTH=deep $(PY) -m pytest -n 2 -m "not browser and not one_database" $(ARGS)

check: $(VENV)/.test assets
	@tools/system-packages.sh
	@$(PY) tools/check.py

bench: $(VENV)/.test assets
	@$(PY) -m benches $(ARGS)

fmt: $(VENV)/.test
	@$(VENV)/bin/ruff format
	@$(VENV)/bin/ruff check --fix --exit-zero

dist: $(VENV)/.test assets
	@rm -rf dist
	@$(VENV)/bin/uv build --quiet --wheel --sdist --out-dir dist
	@ls dist

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache barrio/ui/static/vendor
