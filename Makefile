# The verbs of the house. T= narrows most of them: make test T=tests/unit/kit · make logs T=identity
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# What is compiled is kept: without, every process compiles all of it anew.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTHONDONTWRITEBYTECODE
SET_UP := python3 -m deploy.setup
STACK := $(BIN)/python -m deploy.local
PYTEST := $(BIN)/python -m pytest
CODE := cities cli contracts deploy kit services tests workflows
TEMPLATES := $(wildcard kit/web/templates services/*/templates services/*/*/templates)
T ?=

##@ The stack
up: ## Bring everything up: set-up, servers, services; T= narrows to groups or processes, SCALE="review.worker=3 payment.api=2" has several of some
	@$(SET_UP) up
	@ZHICHENG_SCALE="$(or $(SCALE),$(ZHICHENG_SCALE))" $(STACK) up $(T)
down: ## End exactly what `up` started; data stays; T= narrows to groups or processes
	@$(STACK) down $(T)
status: ## What runs, since when, how much memory
	@$(STACK) status
logs: ## What all processes say; T= begins the name of a process
	@$(STACK) logs $(T)
reset: ## Bring the stack down and delete its data (FORCE=1: without asking)
	@$(STACK) reset
demo: ## Drive one application through the running stack, as its people would; KIND=landmark, KIND=self-assessment another kind of it; SEASON=1 a small season, SEASON=engineers or seniors a whole one
	@$(BIN)/python -m deploy.demo$(if $(SEASON),.season $(SEASON), $(KIND))
drill: ## Have an example city join the running stack by its runbook, stand still, be taken out, and go on
	@$(BIN)/python -m deploy.demo.drill
setup: ## Only the set-up of `up` and `test`
	@$(SET_UP) test

##@ The code
check: set-up-check ## All that needs no server: form, lint, types, imports, templates, spelling, unit and architecture tests
	@$(MAKE) read
	@$(PYTEST) -q tests/unit tests/architecture
read: set-up-check ## What is found by reading: form, lint, types, imports, templates, spelling
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(MAKE) -j2 -O types imports templates spell dockerfile expand
fmt: ## Format code and templates
	$(BIN)/ruff format $(or $(T),$(CODE))
	$(BIN)/ruff check --fix $(or $(T),$(CODE))
lint: ## Lint
	$(BIN)/ruff check $(or $(T),$(CODE))
types: ## Check the types
	$(BIN)/mypy $(or $(T),$(CODE))
imports: ## Check who imports whom
	$(BIN)/lint-imports
templates: ## Lint the templates
	$(BIN)/djlint --lint --quiet $(or $(T),$(TEMPLATES))
dockerfile: ## Lint the image's Dockerfile
	$(BIN)/hadolint deploy/Dockerfile
expand: ## Refuse migrations that block, or break the version before (expand, then contract)
	@$(BIN)/squawk --reporter gcc $(or $(T),$(wildcard kit/migrations/*.sql services/*/migrations/*.sql))
spell: ## Check the spelling
	$(BIN)/codespell $(or $(T),$(CODE) docs README.md README.zh.md CHANGELOG.md Makefile)
audit: set-up-check ## Hold locked packages and the interpreter against public advisories (1: known holes, 3: nobody to ask)
	@python3 -m deploy.setup.audit

##@ The tests
test: set-up-test ## Everything that must hold: what is read, then all tests in parts side by side; T= some of them
	@$(MAKE) read T=
	@$(if $(T),$(PYTEST) $(T),$(BIN)/python -m tests.side_by_side)
test-changed: set-up-test ## Between check and test: check, then the tests of what is not on main yet
	@$(MAKE) check
	@$(BIN)/python -m tests.changed
test-unit: set-up-check ## Rules, without servers
	@$(PYTEST) $(or $(T),tests/unit tests/architecture)
test-workflow: set-up-check ## The workflow over months, early, late, twice, and replayed
	@$(PYTEST) $(or $(T),tests/workflow)
test-service: set-up-test ## Each service with its real servers
	@$(PYTEST) $(or $(T),tests/service)
test-e2e: set-up-test ## The whole house, by HTTP
	@$(PYTEST) $(or $(T),tests/e2e)
test-browser: set-up-test ## The whole house, by a person's browser
	@$(PYTEST) $(or $(T),tests/browser)
chaos: set-up-chaos ## Have every process die or stand still in the middle of a case, disks full or slow, clocks wrong
	@$(PYTEST) tests/chaos -m "chaos and not doubled and not watched and not parts" $(if $(T),-k "$(T)")
doubled: set-up-test ## End-to-end tests, the smoke part of chaos and deaths of one of two, with two of every process
	@ZHICHENG_SCALE="$(or $(SCALE),all=2)" $(PYTEST) tests/e2e tests/chaos -m "not chaos or smoke or doubled" $(if $(T),-k "$(T)")
upgrade-drill: set-up-test ## Upgrade FROM=<commit> with cases open, roll back, upgrade again
	@$(BIN)/python -m tests.chaos.upgrading $(FROM)
restore-drill: set-up-test ## Back up in the middle, lose everything, restore, and go on to the end; then with each part of a backup older than the rest
	@$(PYTEST) tests/chaos/test_restore.py tests/chaos/test_parts.py -m chaos -s
watch-drill: set-up-watch ## Have a real Prometheus scrape a stack, ask for all that alerts and dashboards ask for, and break something
	@ZHICHENG_METRICS_BASE="$(or $(METRICS),25000)" ZHICHENG_SCALE="$(SCALE)" $(PYTEST) tests/chaos/test_watching.py -m watched -s
fuzz: set-up-test ## Send odd things to every route, as everybody
	@$(PYTEST) tests/service/test_robustness.py tests/service/test_openapi.py -m fuzz $(if $(T),-k "$(T)")
seasons: set-up-test ## Two whole seasons, by HTTP
	@$(PYTEST) tests/seasons -m season $(if $(T),-k "$(T)")
bench: set-up-test ## Whole applications per second against the bare engine
	@$(BIN)/python -m tests.bench $(T)

image: ## Build the image without a daemon (root, Debian), and ask every command in it for its readiness; WITHIN= other seconds than 540
	@$(SET_UP) up
	@$(BIN)/python -m deploy.containers.image $(WITHIN)

##@ What is generated
rules: ## Rules and the number of their tests; T=<id> names them, STRICT=1 fails on a rule without
	@T="$(T)" STRICT="$(STRICT)" $(BIN)/python -m tests.rules
sections: ## Record samples of forms of sealed sections that have none yet; what was recorded stays
	@$(BIN)/python -m tests.unit.sections.record
histories: ## Record the histories that the replay tests read
	@$(BIN)/python -m tests.workflow.record $(T)
diagrams: ## Draw the life of an application: docs/states.md
	@$(BIN)/python -m workflows diagram
migrations: ## Note new migrations; a changed old one is refused (FORCE=1 takes it)
	@FORCE="$(FORCE)" $(BIN)/python -m tests.architecture.migrations
screenshots: ## Take the pictures of docs/images from a running stack of their own
	@$(BIN)/python -m tests.browser.screenshots
openapi: ## Describe the APIs in docs/openapi from their routes and pages
	@$(BIN)/python -m tests.architecture.openapi
chart: ## Write what the Helm chart has from the table of processes: deploy/chart/files
	@$(BIN)/python -m deploy.containers.cluster
capacity: ## Write the tables of docs/capacity.md and the chart's larger sizes from what was measured
	@$(BIN)/python -m deploy.containers.capacity
schema: ## Write services/*/schema.sql from the running stack
	@$(STACK) schema

##@ Help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n\033[1m%s\033[0m\n", substr($$0, 5) } \
	  /^[a-z0-9-]+:.*## / { printf "  \033[36m%-14s\033[0m %s\n", $$1, $$2 }' Makefile

set-up-check set-up-test set-up-chaos set-up-watch: set-up-%:
	@$(SET_UP) $*

.PHONY: $(shell sed -n 's/^\([a-z][a-z0-9-]*\):.*/\1/p' Makefile) set-up-check set-up-test set-up-chaos set-up-watch
