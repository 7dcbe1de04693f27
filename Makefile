# make run opens the app, make test checks everything; both install what they need and are quick after.

.PHONY: run test lint lock
.DELETE_ON_ERROR:

VENV := .venv
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(call usable,$(name))))
usable = $(shell $(1) -c $(CHECK) 2>/dev/null && command -v $(1))
# a Python that is new enough, that TensorFlow has wheels for, and that can make an environment
CHECK := 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check

run: $(VENV)/app.installed
	$(PY) -m streamlit run app.py --server.address localhost --server.showEmailPrompt false

test: $(VENV)/dev.installed lint
	-@$(PY) -m tests.browser.chromium
	$(PY) -m pytest -n 3 --dist loadgroup

lint: $(VENV)/dev.installed
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

# The files *.installed are empty: their dates say for which requirements an installation was complete.
$(VENV)/app.installed: requirements.txt requirements.lock $(VENV)/pyvenv.cfg
	@echo "Installing requirements.txt into $(VENV): several minutes the first time"
	$(PIP) install --quiet -r requirements.txt -c requirements.lock
	@touch $@

$(VENV)/dev.installed: requirements-dev.txt $(VENV)/app.installed
	$(PIP) install --quiet -r requirements-dev.txt -c requirements.lock
	@touch $@

# An environment whose Python has gone or is too old, or that was left half made, is made anew.
ifneq ($(shell $(PY) -c $(CHECK) 2>/dev/null && $(PY) -c 'import pip; print("works")'),works)
.PHONY: $(VENV)/pyvenv.cfg
endif
$(VENV)/pyvenv.cfg:
	$(if $(PYTHON),,$(error needs Python 3.11, 3.12 or 3.13 with venv; Debian: apt install python3-venv))
	$(PYTHON) -m venv --clear $(VENV)

# One exact set of versions, from an environment made for it; +cpu and CUDA's packages are one machine's.
lock:
	$(PYTHON) -m venv --clear $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet -r requirements-dev.txt
	$(VENV)/lock/bin/python -m pip freeze --all --exclude pip | sed 's/+[a-z0-9.]*$$//' \
		| grep -Eiv '^(nvidia|cuda|triton)' > requirements.lock
	rm -rf $(VENV)/lock
