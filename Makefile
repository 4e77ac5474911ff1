# make run   the page          make test   what CI runs
# Both set everything up. Repeated, they only do what is left; interrupted, they go on from there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
NOTES ?= data/notes
QUESTIONS ?= tests/eval/questions.jsonl

# Where there is no desktop, a text browser would take the terminal: the address is only said.
OPEN := $(if $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname)),--open)

# Stands for a virtual environment that is not there, or whose Python is gone since an upgrade.
LOST := $(shell test -x $(BIN)/python || echo lost)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test quick test-live lint browser bench bench-scale clean lost

help:
	@echo "make run        set up and open the page (make run ARGS='--port 8000' hands on options)"
	@echo "make test       set up, then lint, types and tests"
	@echo "make quick      the same without browser and slow tests: two minutes"
	@echo "make test-live  the tests that need the 1.1 GB language model"
	@echo "make bench      figures against a plain pipeline (NOTES=folder QUESTIONS=file)"
	@echo "make bench-scale  growth to 100,000 chunks (ARGS=--write renews docs/scale.md)"
	@echo "make lint       format, lint and types only"
	@echo "make clean      remove what make made; notes, index and chats stay"

run: $(VENV)/installed-local
	$(BIN)/python -m bot $(OPEN) $(ARGS)

# Each file whole: what it sets up, it sets up once.
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
PYTEST := $(BIN)/pytest --maxprocesses 5 --dist loadfile

# One process more than there are cores, since tests of the page and of whole programs wait a good
# part of their time.
test: browser lint
	$(PYTEST) -n $(shell expr $(CORES) + 1)

# What is run after each change; the rest is for before a push. These tests hardly wait.
quick: lint
	$(PYTEST) -n $(CORES) -m "not live and not browser and not slow"

test-live: browser $(VENV)/installed-local
	$(BIN)/pytest -m live

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

browser: $(VENV)/installed-dev
	@$(BIN)/python tests/support/on_page/browser.py

bench: $(VENV)/installed-dev
	$(BIN)/python tests/benchmarks/compare.py $(NOTES) --questions $(QUESTIONS)
	$(BIN)/python tests/benchmarks/startup.py --notes $(NOTES)
	$(BIN)/python tests/benchmarks/throughput.py --notes $(NOTES)

bench-scale: $(VENV)/installed-dev
	$(BIN)/python tests/benchmarks/scale.py $(ARGS)

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

# Debian keeps the part that makes environments in a package of its own; root gets it at once.
define MAKE_VENV
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
  { echo "Python 3.11 or newer is needed: install it, or name one: make PYTHON=python3.12"; exit 1; }; \
package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
has_venv() { $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; }; \
if ! has_venv && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
  export DEBIAN_FRONTEND=noninteractive; \
  apt-get -q update && apt-get install -y -q --no-install-recommends $$package || true; \
fi; \
has_venv || { echo "Python's venv is missing. On Debian: apt-get install $$package"; exit 1; }; \
$(PYTHON) -m venv --clear $(VENV)
endef

# A stamp is made only after pip has finished, and again when either file has changed.
$(VENV)/installed-%: pyproject.toml constraints.txt $(LOST)
	@# An environment with a working pip is kept: it may hold a torch that was chosen by hand.
	@$(PIP) --version >/dev/null 2>&1 || { $(MAKE_VENV); }
	$(PIP) install -c constraints.txt -e '.[$*]'
	@touch $@
