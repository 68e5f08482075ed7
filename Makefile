# Two commands do everything: `make serve` serves the atlas, `make test` passes its tests.

VENV   := .venv
PY     := $(VENV)/bin/python
INSTALL = VIRTUAL_ENV=$(VENV) $(VENV)/bin/uv pip install --quiet
NODE   := $(VENV)/bin/node
BIOME  := $(NODE) node_modules/@biomejs/biome/bin/biome
STAMPS := .stamps
PORT   ?= 8000
SOURCES := $(shell find api/static \( -name bundles -o -name vendor \) -prune -o -name "*.js" -print -o -name "*.css" -print)

# Tests start hundreds of programs; without bytecode each would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := serve

help: ## List the targets
	@sed -nE 's/^([a-z-]+):.* ## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-16s%s\n' "$$name" "$$text"; done

.PHONY: help format messages settings-doc serve test quick js-test check lint types data wheel bench bench-endpoint bench-scale bench-views bench-analysis bench-draft bench-loop soak screenshots lock clean

serve: $(STAMPS)/run $(STAMPS)/bundles ## Serve the atlas (PORT=8000)
	$(VENV)/bin/sandbox-atlas serve --port $(PORT)

# Files of tests run side by side, in the order of tests/conftest.py; what measures time or memory runs after them, by itself.
# One process more than there are processors: tests also wait, for servers, browsers and deadlines.
SIDE_BY_SIDE := -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadfile --no-loadscope-reorder
PARALLEL := $(SIDE_BY_SIDE) -m "not alone"
ALONE    := -m alone $(shell grep -l mark.alone tests/test_*.py)

test: js-test $(STAMPS)/dev $(STAMPS)/browser $(STAMPS)/servers ## Run all tests
	$(PY) -m pytest $(PARALLEL)
	$(PY) -m pytest $(ALONE)

# Tests without a server or a browser, in seconds.
quick: js-test $(STAMPS)/dev ## Run the tests that need no server and no browser
	$(PY) -m pytest -q $(SIDE_BY_SIDE) -m "not server and not browser and not engines and not slow"

check: $(STAMPS)/dev ## Lint, types, data, wheel, and all tests with coverage
	$(MAKE) --jobs=3 --output-sync=target $(STAMPS)/servers data wheel js-test
	$(MAKE) --jobs=2 style-beside-tests side-by-side-with-coverage
	$(PY) -m coverage report
	$(PY) -m pytest $(ALONE)

.PHONY: style-beside-tests side-by-side-with-coverage
# Format, style and types take the time in which tests wait.
style-beside-tests: $(STAMPS)/dev
	nice -n 19 $(MAKE) lint types

# Coverage is that of the processes of the tests; it would slow the servers that they start.
side-by-side-with-coverage: $(STAMPS)/dev $(STAMPS)/browser $(STAMPS)/servers
	$(PY) -m pytest --cov --cov-report= --cov-fail-under=0 $(PARALLEL)

lint: $(STAMPS)/dev ## Check format and style of Python and JavaScript
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(BIOME) check --error-on-warnings

format: $(STAMPS)/dev ## Bring Python and JavaScript into shape
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(BIOME) check --write

messages: $(STAMPS)/dev ## Bring the catalogues of interface texts up to date
	$(PY) tools/messages.py

settings-doc: $(STAMPS)/dev ## Write docs/settings.md again
	$(PY) tools/settings.py

types: $(STAMPS)/dev ## Check types
	$(VENV)/bin/mypy
	$(NODE) node_modules/typescript/bin/tsc

js-test: $(STAMPS)/dev ## Run the unit tests of the scripts
	$(NODE) --test "tests/scripts/*.test.js"

data: $(STAMPS)/dev ## Check the shipped data
	$(VENV)/bin/sandbox-atlas check

# Build the wheel and try it in an environment of its own.
wheel: $(STAMPS)/dev ## Build the wheel and try it in a fresh environment
	rm -rf dist build/wheel
	$(PY) -m build --no-isolation --wheel --outdir dist . > /dev/null
	$(VENV)/bin/uv venv --quiet --clear build/wheel
	$(INSTALL) --python build/wheel --require-hashes -r requirements.lock
	$(INSTALL) --python build/wheel --no-deps dist/*.whl
	cd build && wheel/bin/sandbox-atlas ask institutions-in-multiple-batches -p place=beijing

bench: $(STAMPS)/dev ## Measure the atlas
	$(PY) -m tests.bench.atlas
	$(PY) -m tests.bench.first_answer

# The endpoint beside other servers, on generated registers; `QUICK=--quick` takes under two minutes.
bench-endpoint: $(STAMPS)/dev ## Measure the endpoint beside other servers (QUICK=--quick)
	$(PY) -m tests.bench.endpoint $(QUICK)

bench-draft: $(STAMPS)/dev ## Measure drafts of announcements (ARTICLE=FILE BATCH=SLUG for one of your own)
	$(PY) -m tests.bench.drafting $(if $(ARTICLE),--article $(ARTICLE)) $(if $(BATCH),--batch $(BATCH))

# Registers of ten thousand, a hundred thousand and a million statements; `SIZES="10000 100000"` for others.
bench-scale: $(STAMPS)/dev ## Measure loading, start, pages and questions at several sizes, beside rdflib
	$(PY) -m tests.bench.scale $(if $(SIZES),--sizes $(SIZES))

# Network pages in a browser, beside pyvis's own page and a bare canvas; `QUICK=--quick` visits each twice.
bench-views: $(STAMPS)/dev $(STAMPS)/browser ## Measure network pages in a browser (QUICK=--quick)
	$(PY) -m tests.bench.views $(QUICK)

bench-analysis: $(STAMPS)/dev ## Measure network analysis beside networkx
	$(PY) -m tests.bench.analysis

# What holds the event loop of a server with a large register, in processor time; nothing may for 100 ms.
bench-loop: $(STAMPS)/dev ## Measure what holds the event loop of a server
	$(PY) -m tests.bench.event_loop

# Twenty clients use one server for two hours; `SECONDS=300` takes five minutes.
soak: $(STAMPS)/dev ## Use a server for hours
	$(PY) -m tests.bench.soak $(if $(SECONDS),--seconds $(SECONDS))

screenshots: $(STAMPS)/dev $(STAMPS)/browser ## Take pictures of the pages
	$(PY) -m tests.bench.screenshots

# Compile the lock files again after a change of dependencies.
lock: $(STAMPS)/dev ## Compile the lock files after a change of dependencies
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --no-strip-extras --no-header pyproject.toml -o requirements.lock
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --no-strip-extras --no-header --group dev pyproject.toml -o requirements-dev.lock
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --no-strip-extras --no-header --group install -o requirements-install.lock
	rm -rf node_modules # what is installed has no checksums to take over
	$(VENV)/bin/npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## Remove everything that was built
	rm -rf $(VENV) $(STAMPS) build dist

# pip installs uv, which installs all else in a tenth of the time.
$(STAMPS)/venv: requirements-install.lock
	python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-install.lock
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/venv requirements.lock pyproject.toml hatch_build.py package-lock.json
	@echo "Setting up $(VENV): this takes a minute or more, once."
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --editable .
	touch $@

# What pages load of our own scripts and styles, made again within the blink of an eye when one has changed.
$(STAMPS)/bundles: $(STAMPS)/run tools/bundles.py $(SOURCES)
	$(PY) tools/bundles.py
	touch $@

$(STAMPS)/dev: $(STAMPS)/run requirements-dev.lock | $(STAMPS)/bundles
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(PY) hatch_build.py
	touch $@

# Browser tests need Chromium and a Chinese font; on Debian as root they are installed where they are missing.
# Chromium's headless shell takes half the time of the whole program.
$(STAMPS)/browser:
	mkdir -p $(STAMPS)
	has() { command -v $$1 > /dev/null; }; \
	may_install() { has apt-get && [ "$$(id -u)" = 0 ]; }; \
	if ! { has chromium-headless-shell || { has chromium && ! may_install; }; } || \
	  ! fc-list 2> /dev/null | grep -q "Noto Sans CJK"; then \
	  apt-get update -qq && export DEBIAN_FRONTEND=noninteractive && \
	  { apt-get install -y -qq chromium-headless-shell fonts-noto-cjk || \
	    apt-get install -y -qq chromium fonts-noto-cjk; } > /dev/null; \
	fi
	touch $@

# Tests speak to real servers: Oxigraph comes with pip, Virtuoso and nginx from Debian, after the browser: apt-get runs
# once at a time.
$(STAMPS)/servers: | $(STAMPS)/browser
	mkdir -p $(STAMPS)
	if ! command -v virtuoso-t > /dev/null || ! test -x /usr/sbin/nginx; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq virtuoso-opensource-7 nginx-light > /dev/null; \
	fi
	touch $@
