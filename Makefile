# Every command of the house. A machine needs make and Python 3.11 or newer, nothing else.

PYTHON ?=
PORT ?= 8000
DATA_DIR ?= .demo
TOPIC ?=
LONG ?=
JSON ?=
ARGS ?=

export PYTHON
.DEFAULT_GOAL := help
.PHONY: help demo test check chaos evidence bench pictures lock setup setup-dev

RUN := .venv/bin/python
PURE := bot/model/*,bot/flows/*,bot/conversation.py,bot/policy.py,bot/hours.py,bot/campaigns/planning.py,channels/segments.py,bot/prompts.py,tools/economics/*,channels/rendering.py
# Only a folder that was asked for by name takes the tests' files; each run has free ports and a folder of its own anyway.
TEST_FILES := $(if $(filter command environment,$(word 1,$(origin DATA_DIR))),--basetemp "$(DATA_DIR)/tests")
OUTPUT := $(if $(LONG),--long) $(if $(JSON),--json "$(JSON)")

help: ## show this list
	@echo "Wattline: make TARGET"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

setup:
	@.ci/setup requirements.lock

setup-dev:
	@.ci/setup requirements-dev.lock
	@.ci/weather

demo: setup ## set everything up and start all of it beside simulated providers (PORT=8000 DATA_DIR=.demo); Ctrl-C stops it
	@exec $(RUN) -I -S sandbox/tether.py $$PPID $(RUN) -m sandbox.demo --port "$(PORT)" --data-dir "$(DATA_DIR)" $(ARGS)

test: setup-dev ## set everything up and run the whole test suite (ARGS="tests/flows -k solar" for a part)
	@.ci/chromium
	@echo "-- Running the tests"
	@$(RUN) -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(TEST_FILES) $(ARGS)

check: setup-dev ## lint, formatting, types, import rules, tests, coverage: the same as CI
	@.ci/chromium
	@echo "-- Lint" && $(RUN) -m ruff check .
	@echo "-- Formatting" && $(RUN) -m ruff format --check .
	@echo "-- Types" && $(RUN) -m mypy
	@echo "-- Import rules" && .venv/bin/lint-imports
	@echo "-- Tests" && $(RUN) -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder --cov --cov-report= $(TEST_FILES) $(ARGS)
	@echo "-- Coverage, overall" && $(RUN) -m coverage report --skip-covered --skip-empty --fail-under=90
	@echo "-- Coverage, the pure floors" && $(RUN) -m coverage report --skip-covered --include "$(PURE)" --fail-under=100

evidence: setup-dev ## measure what we promise (TOPIC=core|identity|network|economics|understanding|channels|outbound|console LONG=1 JSON=FILE)
	@$(RUN) -m tests.evidence --topic "$(TOPIC)" $(OUTPUT)

chaos: TOPIC = core
chaos: evidence ## the same as evidence TOPIC=core

bench: setup-dev ## measure speed and size, as ratios in one run (LONG=1 JSON=FILE)
	@$(RUN) -m tests.bench $(OUTPUT)

pictures: setup-dev ## make the pictures of the documentation anew (docs/images), from a demo in a real browser
	@.ci/chromium
	@$(RUN) -m tests.pictures

lock: setup-dev ## pin every dependency anew, with hashes (the only target that looks for newer versions)
	@echo "-- Pinning"
	@$(RUN) -m pip install --disable-pip-version-check --quiet "uv==0.13.9"
	@$(RUN) -m uv pip compile --quiet --upgrade $(PINNING) --group build pyproject.toml -o requirements.lock
	@$(RUN) -m uv pip compile --quiet --upgrade $(PINNING) --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

PINNING := --generate-hashes --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --custom-compile-command "make lock"
