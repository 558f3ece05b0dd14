# Everything that a person or a machine runs here. `make` alone lists it.
# Recipes name only paths below this folder, so that the folder itself may be called anything.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help site serve publish pages rollback links issue comment forms changes test check lint bench hooks schema form requirements format clean

BIN := .venv/bin
COMMONS := $(BIN)/python -m curriculum_commons
TESTS := $(BIN)/python -m pytest -n auto

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

site: ## Check the content, build the site and publish it into site/
	@sh tools/environment requirements.txt
	@$(COMMONS) build

serve: ## Preview in a browser; the page reloads when a file is saved (PORT=8001 for another address)
	@sh tools/environment requirements.txt
	@$(COMMONS) serve $${PORT:+--port "$$PORT"}

changes: ## Tell what publishing this folder would change (SINCE=origin/main FORMAT=markdown OUT=review.md)
	@sh tools/environment requirements.txt
	@$(COMMONS) changes $${SINCE:+--since "$$SINCE"} $${FORMAT:+--format "$$FORMAT"} $${OUT:+--out "$$OUT"}

publish: site ## Build the site and put it on a server (TO=user@host:folder)
	@$(COMMONS) publish --to "$${TO:?name a place, as in TO=web@example.org:/srv/commons}"

pages: ## Lay the built site out for GitHub Pages (OUT=artifact.tar) or GitLab Pages (OUT=public)
	@sh tools/environment requirements.txt
	@$(COMMONS) pages "$${OUT:?name a folder or a .tar, as in OUT=public}"

rollback: ## Build a former state of the site into site/ (WORD="roll back" TO=commit)
	@sh tools/roll-back

links: site ## Ask the addresses of others whether they still answer (OUT=links.md STRICT=yes)
	@$(COMMONS) links $${OUT:+--out "$$OUT"} $${STRICT:+--strict}

issue: ## Open, renew or close the one issue about links (FILE=links.md; for GitHub and GitLab themselves)
	@sh tools/issue "$${FILE:?name the report, as in FILE=links.md}" links "Links that lead nowhere"

comment: ## Say below a pull request on GitHub what it would publish (for GitHub itself; needs gh)
	@sh tools/comment

forms: ## Renew the forms for issues from the content
	@sh tools/environment requirements.txt
	@$(COMMONS) forms

test: lint ## Run everything: lint, types, all tests, those in a browser too
	@sh tools/servers && sh tools/actionlint >/dev/null
	@CHROMIUM="$$(sh tools/browser)" && SOFFICE="$$(sh tools/office)" && export CHROMIUM SOFFICE && $(TESTS)

check: lint ## Run lint, types and the fast tests: under a minute
	@$(TESTS) -m 'not slow and not browser'

lint:
	@sh tools/environment requirements-test.txt
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: ## Time it against its neighbors and renew the table in benchmarks/README.md
	@sh tools/environment requirements-test.txt
	@$(BIN)/python benchmarks/run.py

hooks: ## Check what you commit before it is committed, from now on
	@sh tools/environment requirements.txt
	@sh tools/before-commit --install

schema: ## Renew schema/ from the model
	@sh tools/environment requirements.txt
	@$(COMMONS) schema

form: ## Renew the programs that the form of commons edit and /admin/ is made of, from npm (SVELTIA=0.221.1 for a version)
	@sh tools/environment requirements.txt
	@sh tools/form $(SVELTIA)

requirements: ## Pin what pyproject.toml asks for; UPGRADE=--upgrade takes newer releases
	@sh tools/environment requirements-test.txt
	@sh tools/pin requirements.txt $(UPGRADE) --group install
	@sh tools/pin requirements-test.txt $(UPGRADE) --group install --group test --group pin --constraint requirements.txt

format: ## Lay out the Python files and mend what can be mended
	@sh tools/environment requirements-test.txt
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## Remove everything that is made here, .venv too
	rm -rf .venv __pycache__ .commons .cache site docs/downloads .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
