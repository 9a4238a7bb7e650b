# Works with GNU make 3.81 and newer. `make` alone lists the targets.

PREFIX ?= /usr/local
SWIFT_FILES = $(wildcard Sources Tests Examples Benchmarks Package.swift)
LRFINDER = .build/release/lrfinder

# Progress on a terminal, only errors elsewhere.
QUIET := $(shell test -t 2 || echo --quiet)

.DEFAULT_GOAL := help
.PHONY: help demo test test-core build library wheel bench bench-answers bench-constants format lint architecture docs pictures install clean distclean setup

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

demo: build ## set everything up and find a learning rate on the bundled digits
	@out=runs/demo-$$(date +%Y%m%d-%H%M%S); \
	$(LRFINDER) find --data digits --model mlp --out "$$out"; status=$$?; \
	for chart in "$$out"/*.png; do test -f "$$chart" && echo "chart: $$chart"; done; \
	exit $$status

test: setup ## set everything up and run all tests
	@swift build --build-tests $(QUIET)
	@swift test --skip-build --disable-xctest $(QUIET)
	@Scripts/library
	@cd clients/python && python3 -m unittest --quiet
	@cd Scripts && python3 -B -m unittest --quiet structure.test_structure
	@Scripts/linkage-test

test-core: ## test what builds on a machine without libtorch
	@Scripts/linkage-test --whole-package

build: setup ## set everything up and build the command for use
	@swift build --configuration release --product lrfinder $(QUIET)

library: ## build liblrfinder, the method for C and Python
	@Scripts/library

wheel: ## make a wheel of the Python package, with the library and the command in it
	@Scripts/wheel

bench: setup ## measure against Python, with a Python environment of its own
	@Benchmarks/run

bench-answers: setup ## print how good the answers are, on the cached curves
	@Benchmarks/run --answer-tables

bench-constants: setup ## print what every constant of the method is worth
	@Benchmarks/run --constant-tables

format: ## format the Swift sources in place
	@swift format --in-place --recursive --parallel $(SWIFT_FILES)

lint: ## check the format of the Swift sources, and that nothing goes in circles
	@swift format lint --strict --recursive --parallel $(SWIFT_FILES)
	@Scripts/architecture --quiet

architecture: ## print the graphs of modules, folders and files, and their circles
	@Scripts/architecture

docs: ## build the documentation of the library into .build/docs
	@mkdir -p .build/docs
	@swift package --quiet --allow-writing-to-directory .build/docs generate-documentation \
	  --target LearningRateFinder --output-path .build/docs --transform-for-static-hosting \
	  --warnings-as-errors >.build/docs.log 2>&1 || { cat .build/docs.log >&2; exit 1; }
	@echo "documentation: .build/docs/documentation/learningratefinder/index.html"

pictures: ## draw the pictures of the page on how the answer is made
	@swift run --quiet answer-pictures

install: build ## install the command and the libraries it needs (PREFIX=/usr/local)
	@Scripts/install "$(DESTDIR)$(PREFIX)"

clean: ## remove what was built, but not libtorch or runs/
	@rm -rf .build Examples/*/.build Benchmarks/.build

distclean: clean ## remove libtorch as well
	@rm -rf .libtorch

setup: ## only set up: system packages, Swift's version, libtorch
	@Scripts/setup
