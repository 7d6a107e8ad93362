# make run · make test · make check · make bench · make pictures. Needs Python >= 3.11; everything else goes into .venv.
# On Linux, pip's default torch brings gigabytes of CUDA. TORCH_INDEX chooses the CPU build: see README.md.

PYTHON ?= python3
TORCH_INDEX ?=
BIN := .venv/bin
READY := .venv/.ready

.PHONY: run test check bench pictures clean

run: $(READY)
	@$(BIN)/tui-dl $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/tui-dl check lessons

bench: $(READY)
	$(BIN)/python -m bench $(ARGS)

pictures: $(READY)
	$(BIN)/python scripts/pictures.py

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	@echo "Installing torch and friends into .venv; the first time this takes a few minutes."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		$(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -c constraints.txt -e '.[dev]'
	@touch $(READY)

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
