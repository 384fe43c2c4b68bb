# `make demo` and `make test` are the two commands of the README; each sets itself up.
PYTHON ?= python3
BIN := .venv/bin
LOCKED := -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras
export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false

.PHONY: setup setup-dev demo test quick check format servers fuzz bench lock clean
.DELETE_ON_ERROR:

# uv where it is installed (seconds), else pip; both check every hash.
define install
	@if command -v uv >/dev/null 2>&1; then \
	  { [ -x $(BIN)/python ] || uv venv --quiet --python $(PYTHON) .venv; } && \
	  uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1) && \
	  uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	  { [ -x $(BIN)/pip ] || $(PYTHON) -m venv .venv; } && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@
endef

setup: .venv/.setup
setup-dev: .venv/.setup-dev

.venv/.setup: requirements.txt pyproject.toml
	$(call install,requirements.txt)

.venv/.setup-dev: requirements-dev.txt pyproject.toml
	$(call install,requirements-dev.txt)
	@touch .venv/.setup

demo: setup
	@$(BIN)/gci-review demo

servers:
	@bash tests/servers/install.sh

test: setup-dev servers
	$(BIN)/python -m pytest -n 2 --dist loadfile

quick: setup-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

# Damaged Word files, 20,000 of them: `make test` takes a sample of 300.
fuzz: setup-dev
	FUZZ_CASES=20000 $(BIN)/python -m pytest -n 2 --dist load tests/chapters/test_fuzzing.py
	PARTITIONS=10000 $(BIN)/python -m pytest -n 2 --dist load --timeout 7200 tests/chapters/test_resolution_properties.py

# Ratios, each from one run; a script that lacks what it measures on says so.
bench: setup-dev
	@for one in bench/*.py; do echo "$$one"; $(BIN)/python $$one || true; done

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# A package that is wanted with an extra is named twice, with and without it: before 23.3 pip takes the two for different
# packages, and refuses the one that has no line of its own.
lock:
	uv pip compile $(LOCKED) pyproject.toml --group build -o requirements.txt
	uv pip compile $(LOCKED) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	for one in requirements.txt requirements-dev.txt; do \
	  awk '/^[^ ]/ { printf "%s", bare; bare = ""; extra = /^[^=]*\[/ } \
	    { print } extra { sub(/\[[^]]*\]/, ""); bare = bare $$0 "\n" } END { printf "%s", bare }' $$one >$$one.new && mv $$one.new $$one; \
	done

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
