# `make` alone lists what there is. The work itself is in scripts/ and in the beebox command.
.DEFAULT_GOAL := help
.PHONY: help setup run demo test check messages bench bench-preaudit lock clean

bin := .venv/bin
compile := $(bin)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

help: ## Lists these targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## Makes .venv and installs what is missing; quick when nothing is.
	@scripts/setup.sh

run: setup ## Serves the whole program on http://127.0.0.1:8000 (ARGS="..." is passed on).
	@$(bin)/beebox serve $(ARGS)

demo: setup ## Plays one working day with 20 cases and leaves its papers in var/demo/.
	@$(bin)/beebox demo $(ARGS)

test: ## Sets up and runs every test (ARGS="tests/cases -x" runs some).
	@scripts/setup.sh --tests
	@$(bin)/python -m pytest $(ARGS)

check: ## Style, types, floors and the building code.
	@scripts/setup.sh --tests
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy
	@$(bin)/lint-imports
	@$(bin)/python -m pytest -q tests/house

messages: ## Collects new texts for translation and compiles the English ones.
	@scripts/setup.sh --tests
	@$(bin)/pybabel -q extract -F babel.cfg -k N_ -k _l --sort-by-file --no-location \
		--project "Little Bee Box" --version 1 --copyright-holder "the Little Bee Box authors" \
		-o messages.pot beebox templates
	@mkdir -p translations/en/LC_MESSAGES
	@[ -f translations/en/LC_MESSAGES/messages.po ] || \
		$(bin)/pybabel -q init -i messages.pot -d translations -l en
	@$(bin)/pybabel -q update -N -w 100 -i messages.pot -d translations
	@$(bin)/pybabel -q compile -d translations
	@rm -f messages.pot

bench: setup ## Measures page times and the time from upload to reading.
	@$(bin)/python -m bench $(ARGS)

bench-preaudit: ## Prints what the pre-audit reaches beside other readers; about twenty minutes.
	@scripts/setup.sh --bench
	@$(bin)/python -m bench preaudit $(ARGS)

lock: ## Resolves requirements*.in into the hashed locks (ARGS="--upgrade" moves everything).
	@scripts/setup.sh --tests
	@$(compile) $(ARGS) requirements.in -o requirements.txt
	@$(compile) $(ARGS) requirements-dev.in -o requirements-dev.txt
	@$(compile) $(ARGS) requirements-bench.in -o requirements-bench.txt

clean: ## Removes caches; keeps .venv, .venv-bench and var/.
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis messages.pot
	@find . -path './.venv*' -prune -o -name __pycache__ -type d -print | while read -r d; do rm -rf "$$d"; done
