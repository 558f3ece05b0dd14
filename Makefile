# Every task of this repository; `make` alone lists them.
# Recipes use relative paths only, so that the checkout may have any name.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help site content serve publish pages rollback links issue comment forms changes test test-long check all-tests long-tests fast-tests lint bench hooks schema form fflate wheel requirements format clean

BIN := .venv/bin
COMMONS := $(BIN)/python -m curriculum_commons
# Bytecode is kept, as many tests start the program anew; what a worker has left to do, an idle one takes over.
TESTS = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
WORKERS = auto
# Programs that some tests need, installed if missing.
SERVERS = sh tools/servers && sh tools/actionlint >/dev/null && CHROMIUM="$$(sh tools/browser)" && \
	SOFFICE="$$(sh tools/office)" && export CHROMIUM SOFFICE

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

site: ## Check the content, build the site and publish it into site/
	@sh tools/environment requirements.txt
	@$(COMMONS) build

content: ## Check the content without building anything (FORMAT=github or json)
	@sh tools/environment requirements.txt
	@$(COMMONS) check $${FORMAT:+--format "$$FORMAT"}

serve: ## Preview in a browser; the page reloads when a file is saved (PORT=8001 for another address)
	@sh tools/environment requirements.txt
	@$(COMMONS) serve $${PORT:+--port "$$PORT"}

changes: ## Describe what publishing this folder would change (SINCE=origin/main FORMAT=markdown OUT=review.md)
	@sh tools/environment requirements.txt
	@$(COMMONS) changes $${SINCE:+--since "$$SINCE"} $${FORMAT:+--format "$$FORMAT"} $${OUT:+--out "$$OUT"}

publish: ## Build the site and publish it to a server (TO=user@host:folder)
	@: "$${TO:?name a place, as in TO=web@example.org:/srv/commons}"
	@sh tools/environment requirements.txt
	@$(COMMONS) build
	@$(COMMONS) publish --to "$$TO"

pages: ## Package the built site for GitHub Pages (OUT=artifact.tar) or GitLab Pages (OUT=public)
	@: "$${OUT:?name a folder or a .tar, as in OUT=public}"
	@sh tools/environment requirements.txt
	@$(COMMONS) pages "$$OUT"

rollback: ## Build an earlier state of the site into site/ (WORD="roll back" TO=commit)
	@sh tools/roll-back

links: site ## Check external links (OUT=links.md STRICT=yes)
	@$(COMMONS) links $${OUT:+--out "$$OUT"} $${STRICT:+--strict}

issue: ## Open, update or close the issue about broken links (FILE=links.md; run by GitHub and GitLab)
	@sh tools/issue "$${FILE:?name the report, as in FILE=links.md}" links "Links that lead nowhere"

comment: ## Comment on a pull request with what it would publish (run by GitHub; needs gh)
	@sh tools/comment

forms: ## Renew the issue forms from the content
	@sh tools/environment requirements.txt
	@$(COMMONS) forms

# Lint and types take one processor, so they run beside the tests, and both to their end.
BESIDE_LINT = sh tools/environment requirements-test.txt && $(MAKE) --no-print-directory --jobs=2 lint

test: ## Run lint, types and all tests, those in a browser too
	@$(BESIDE_LINT) all-tests

test-long: ## Run the same, and the long sweeps and soaks; before a release
	@$(BESIDE_LINT) long-tests

check: ## Run lint, types and the fast tests: under a minute
	@$(BESIDE_LINT) fast-tests

# Tests in a browser wait a third of their time: one worker more than there are processors works meanwhile.
all-tests long-tests: WORKERS = $$(($$(getconf _NPROCESSORS_ONLN) + 1))

all-tests:
	@$(SERVERS) && $(TESTS) -m 'not long'

long-tests:
	@$(SERVERS) && $(TESTS)

fast-tests:
	@$(TESTS) -m 'not slow and not browser and not long'

lint:
	@sh tools/environment requirements-test.txt
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@# American spelling everywhere; in the program, its templates and its manual, none of the words in tools/words.txt.
	@$(BIN)/codespell src docs decisions toolkit data tools benchmarks deploy *.md Makefile
	@$(BIN)/codespell -D tools/words.txt --regex '[A-Za-z]+' $$(find src tests -name '*.py') \
		$$(find src -name '*.html' -o -name '*.typ' -o -name '*.mjml' -o -name '*.css') src/*/*/assets/*.js \
		src/curriculum_commons/theme src/curriculum_commons/defaults decisions README.md CONTRIBUTING.md

bench: ## Measure build times and renew the tables in benchmarks/README.md
	@sh tools/environment requirements-test.txt
	@$(BIN)/python benchmarks/run.py

hooks: ## Install a git hook that checks each commit
	@sh tools/environment requirements.txt
	@sh tools/before-commit --install

schema: ## Renew schema/ from the model
	@sh tools/environment requirements.txt
	@$(COMMONS) schema

form: ## Update the vendored form editor, Sveltia, from npm (SVELTIA=0.221.1 for a version)
	@sh tools/environment requirements.txt
	@sh tools/form $(SVELTIA)

fflate: ## Update what the page "Check your map" unpacks workbooks with, from npm (FFLATE=0.8.3 for a version)
	@sh tools/environment requirements.txt
	@sh tools/fflate $(FFLATE)

wheel: ## Pack the program into dist/, to install it elsewhere
	@sh tools/environment requirements.txt
	@$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

requirements: ## Pin the dependencies of pyproject.toml; UPGRADE=--upgrade takes newer releases
	@sh tools/environment requirements-test.txt
	@sh tools/pin requirements.txt $(UPGRADE) --group install
	@sh tools/pin requirements-test.txt $(UPGRADE) --group install --group test --group pin --constraint requirements.txt

format: ## Format the Python files and apply automatic fixes
	@sh tools/environment requirements-test.txt
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## Remove all generated files, .venv too
	rm -rf .venv __pycache__ .commons .cache site dist docs/downloads .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
