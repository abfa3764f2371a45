# Đồng Hành. `make` alone lists what there is.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
MO := lms/translations/en/LC_MESSAGES/messages.mo
WHEELS := $(if $(wildcard wheelhouse),--no-index --find-links wheelhouse)
# The lock names every package, so nothing is resolved anew: what is released tomorrow changes nothing.
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes $(WHEELS)

.DEFAULT_GOAL := help
.PHONY: help run serve test check content bench messages requirements vendor clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/.runtime: requirements.txt
	@$(PY) -c "import sys; sys.exit('Cần Python 3.11 trở lên.' if sys.version_info < (3, 11) else 0)"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PY) -m venv $(VENV) || (rm -rf $(VENV); echo "Không tạo được môi trường. Trên Debian, Ubuntu: apt install python3-venv"; exit 1)
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(MO): lms/translations/en/LC_MESSAGES/messages.po $(VENV)/.runtime
	@$(BIN)/pybabel -q compile -d lms/translations

run: $(VENV)/.runtime $(MO) ## set everything up and serve on this machine (PORT=8000)
	@PORT=$(PORT) $(BIN)/flask --app wsgi start

serve: $(VENV)/.runtime $(MO) ## production server; see docs/operate.md for the settings
	@APP_ENV=production $(BIN)/flask --app wsgi start

test: $(VENV)/.development $(MO) ## every test: unit, integration (SQLite and PostgreSQL), content, browser
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.development ## lint, types, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet lms

content: $(VENV)/.runtime ## check the shipped courses and say every fault
	@$(BIN)/python -m courses.check courses/content

bench: $(VENV)/.development $(MO) ## main requests with 100,000 people; 200 trainees at work at once
	@$(BIN)/python -m tests.bench.sandbox
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.crowd

messages: $(VENV)/.development ## collect new texts for the English catalogue
	@$(BIN)/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext --sort-by-file --no-wrap --add-location file -o lms/translations/messages.pot .
	@$(BIN)/pybabel -q update --no-fuzzy-matching --no-wrap --ignore-obsolete -i lms/translations/messages.pot -d lms/translations -l en

requirements: ## pin the dependencies anew from the .in files (needs uv)
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements.in -o requirements.txt
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements-dev.in -c requirements.txt -o requirements-dev.txt

vendor: $(VENV)/.development ## fetch the style sheets, scripts and fonts in lms/static/vendor/ anew (needs npm)
	@$(BIN)/python scripts/vendor.py

clean: ## remove what was made here, the development database too
	rm -rf $(VENV) instance
