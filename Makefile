# 近办: the commands that everyone relies on. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup run year bench test check fast docs previous screenshots bundle lock clean

help:  ## list these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "近办需要 Python 3.11 或更新的版本"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(VENV)/run.stamp  ## build .venv from the hash-locked requirements

FACTS := data/facts/daye_2023.json

run: setup  ## a running site with a small year of life in it, on http://127.0.0.1:8000
	@$(BIN)/jinban serve --replay $(FACTS) --scale 0.05

year: setup  ## live all of 2023 again, into a database of its own in var/year
	@rm -rf var/year
	@env -u DATABASE_URL JINBAN_HOME=var/year $(BIN)/jinban replay $(FACTS)

bench: $(VENV)/dev.stamp  ## how fast, beside its own limits, on both databases; writes docs/performance.md
	@$(BIN)/jinban bench all --page docs/performance.md

test: $(VENV)/dev.stamp  ## everything: checks, both databases, a real browser
	@$(BIN)/python tools/run_tests.py

check: $(VENV)/dev.stamp  ## style, types, import directions, house rules, generated pages
	@$(BIN)/python tools/run_tests.py check

fast: $(VENV)/dev.stamp  ## the rooms' tests on SQLite only
	@$(BIN)/pytest tests --ignore tests/browser

docs: $(VENV)/dev.stamp  ## write the generated pages of docs/ anew
	@$(BIN)/jinban docs --write

previous: $(VENV)/dev.stamp  ## at a release: its filled database for the migrations of the next (docs/release.md)
	@PYTHONPATH=. $(BIN)/python tools/previous.py

screenshots: $(VENV)/dev.stamp  ## take the README's pictures from a running site
	@$(BIN)/python tools/screenshots.py

bundle: setup  ## one archive in build/ that installs offline on a machine with the same Python
	@$(BIN)/python tools/bundle.py

lock:  ## resolve requirements/*.in again (needs uv)
	@cd requirements && for f in run dev; do uv pip compile $$f.in --python-version 3.11 --universal --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --output-file $$f.txt; done

clean:  ## remove what was built; your data in var/ stays
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .import_linter_cache
