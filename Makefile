# make test installs what tests need and passes everything; the rest are parts of it, or longer checks that CI runs too.

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: test services vet generated longer

test: services vet generated
	TANSIQ_TEST_REQUIRE_SERVICES=$(if $(CI),1,$(TANSIQ_TEST_REQUIRE_SERVICES)) go test ./...

# PostgreSQL, Chromium and xmllint from Debian, where they are missing and we may install them.
services:
	@if [ -z "$$TANSIQ_TEST_POSTGRES" ] && ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null; \
		else echo "PostgreSQL is missing: tests of it are skipped (Debian: apt-get install postgresql)"; fi; fi
	@if ! command -v chromium >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core >/dev/null; \
		else echo "Chromium is missing: browser tests are skipped (Debian: apt-get install chromium)"; fi; fi
	@if ! command -v xmllint >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libxml2-utils >/dev/null; \
		else echo "xmllint is missing: tests against the published schemas are skipped (Debian: apt-get install libxml2-utils)"; fi; fi

vet:
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "not gofmt-clean: $$unformatted"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...

# Files that are made from the code must be what the code makes.
generated:
	go generate ./openapi
	git diff --exit-code -- openapi

# Each fuzz target with new inputs, not only the kept ones. Counted, not timed: a worker that is busy when the time is up
# fails the run; and minimising is bounded, for it can stall.
longer:
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime 20000x -fuzzminimizetime 10x $$package || exit 1; \
		done; \
	done
