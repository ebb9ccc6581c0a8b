# make            builds the command and the plugin into bin/
# make demo       asks the invented demo company, or yours when a key is set
# make test       runs every test
# make fuzz       tries every decoder and parser with invented input, some thousand times each
# make install    puts the plugin where Steampipe finds it
# make e2e        asks through the real Steampipe and its Postgres
# make readers    reads archives and files with programs that did not write them: sqlite3, DuckDB, ClickHouse, Polars
# make compliance checks the invented company, or yours when a key is set, with Powerpipe
# make insights   shows the pages of the invented company, or yours when a key is set, with Powerpipe
# make standalone asks the plugin inside Debian's Postgres, without Steampipe
# make mcp-client drives `aircall mcp` with the protocol's JavaScript client, which it installs
# make cross      builds for every platform of a release
# make bench      measures; docs/performance.md explains the figures

STEAMPIPE_INSTALL_DIR ?= $(HOME)/.steampipe
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
PACKAGE := github.com/turbot/steampipe-plugin-aircall
BUILD := go build -trimpath -ldflags '-s -w -X $(PACKAGE)/internal/api.Version=$(VERSION)'
PLUGIN := $(STEAMPIPE_INSTALL_DIR)/plugins/local/aircall/aircall.plugin
CONFIG := $(STEAMPIPE_INSTALL_DIR)/config/aircall.spc
GOLANGCI_LINT_VERSION := v2.12.2
TOOLS := $(CURDIR)/.cache/bin

DEMO := select direction, outcome, count(*) as calls from aircall_call \
	where started_at >= datetime('now', '-7 days') group by 1, 2 order by 3 desc

PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64
GOVULNCHECK_VERSION := v1.1.4

.PHONY: build demo test fuzz race lint vet fmt install cross vulnerabilities bench clean
build:
	$(BUILD) -o bin/aircall ./cmd/aircall
	$(BUILD) -tags netgo -o bin/aircall.plugin .

demo:
	@go run ./cmd/aircall query "$(DEMO)"

test:
	go test ./...

fuzz:
	./test/fuzz.sh

# The SDK has data races of its own, over which every scan trips: here it is built from a copy without them.
RACE_SDK := .cache/atomicsdk
race:
	go run ./test/atomicsdk $(RACE_SDK)
	go test -race -tags atomicsdk -modfile $(RACE_SDK)/go.mod -timeout 30m ./...

# The linter remembers findings with the paths of the checkout that they were found in; in another checkout the comments
# that excuse a finding are then looked for in files that are not there. A cache of its own keeps a checkout to itself.
lint: export GOLANGCI_LINT_CACHE := $(CURDIR)/.cache/golangci-lint
lint: vet fmt $(TOOLS)/golangci-lint-$(GOLANGCI_LINT_VERSION)
	$(TOOLS)/golangci-lint-$(GOLANGCI_LINT_VERSION) run

vet:
	go vet ./...
	go vet -tags e2e ./test/steampipe
	go vet -tags standalone ./test/standalone
	go vet -tags readers ./test/readers

fmt:
	@unformatted=$$(find . -name .cache -prune -o -name '*.go' -print | xargs gofmt -l); test -z "$$unformatted" || { echo "not formatted with gofmt: $$unformatted"; exit 1; }

$(TOOLS)/golangci-lint-$(GOLANGCI_LINT_VERSION):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)
	mv $(TOOLS)/golangci-lint $@

# mv, not cp: a running plugin's file cannot be written to.
install:
	mkdir -p $(dir $(PLUGIN)) $(dir $(CONFIG))
	$(BUILD) -tags netgo -o $(PLUGIN).new .
	mv $(PLUGIN).new $(PLUGIN)
	test -e $(CONFIG) || { umask 077; sed 's|plugin *= *"aircall"|plugin = "local/aircall"|' config/aircall.spc > $(CONFIG); }

# The plugin as a release has it (.goreleaser.yml), and the command, which must at least compile everywhere.
cross:
	@for platform in $(PLATFORMS); do \
		export GOOS=$${platform%/*} GOARCH=$${platform#*/} CGO_ENABLED=0; \
		echo "building for $$platform"; \
		$(BUILD) -tags netgo -o bin/release/steampipe-plugin-aircall_$${GOOS}_$$GOARCH.plugin . && \
		go build -o /dev/null ./cmd/aircall || exit 1; \
	done

# Asks the vulnerability database, so it needs the network.
vulnerabilities:
	go run golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION) ./...

bench:
	go test -run '^$$' -bench . -benchtime 1s -timeout 30m ./test/bench ./internal/api ./internal/localsql

include test/steampipe/steampipe.mk
include test/readers/readers.mk
include test/standalone/standalone.mk
include test/mcpclient/mcpclient.mk

clean:
	rm -rf bin .cache
