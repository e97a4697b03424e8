# Everything a person or a machine needs to run, test and keep this project.
# make help lists it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
HOST   ?= 127.0.0.1

.DEFAULT_GOAL := help
.PHONY: help demo run test sure format words openapi data pictures bench chaos fonts lock clean services

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.ready ## Serve a demonstration province on http://127.0.0.1:8000
	DATA_DIR=var/demo PUBLIC_URL=$${PUBLIC_URL:-http://$(HOST):$(PORT)} $(BIN)/mingchuang demo
	DATA_DIR=var/demo PUBLIC_URL=$${PUBLIC_URL:-http://$(HOST):$(PORT)} $(BIN)/mingchuang serve --host $(HOST) --port $(PORT)

run: $(VENV)/.ready ## Serve this installation (settings from the environment)
	$(BIN)/mingchuang migrate
	$(BIN)/mingchuang forms load
	$(BIN)/mingchuang serve --host $(HOST) --port $(PORT)

test: $(VENV)/.ready-dev ## Run every test on every database that is here (see .ci/run for all)
	@deploy/services.sh --if-possible
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

sure: $(VENV)/.ready-dev ## Check format, lint, types
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

format: $(VENV)/.ready-dev ## Format the sources
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

services: ## Install PostgreSQL, Redis, Chromium and Chinese fonts on Debian (needs root)
	deploy/services.sh

words: $(VENV)/.ready-dev ## Find new sentences for the message catalogues
	$(BIN)/python -m service.web.words

openapi: $(VENV)/.ready ## Write openapi.json
	DATA_DIR=var/openapi $(BIN)/mingchuang openapi write openapi.json

data: $(VENV)/.ready ## Write docs/data.md from the models
	$(BIN)/python -m docs.tables

pictures: $(VENV)/.ready-dev ## Take pictures of every page into docs/pictures
	$(BIN)/python -m docs.pictures

bench: $(VENV)/.ready-dev ## Measure, and print one table
	$(BIN)/python -m bench

chaos: $(VENV)/.ready-dev ## Kill everything under load, for a minute each
	CHAOS_SECONDS=60 $(BIN)/python -m pytest -m chaos tests/chaos

fonts: ## Fetch the 仿宋 typeface for the approval form (Debian's TeX package)
	deploy/fonts.sh

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --group build pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## Remove what was made here, demonstration data included
	rm -rf $(VENV) var

$(VENV)/.ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@
