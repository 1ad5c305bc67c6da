# attnbench: see `make help`.

BUILD   ?= build
PREFIX  ?= /usr/local
CC      ?= cc
CFLAGS  ?= -O2 -g
PYTHON  ?= python3
RESULTS ?= results
PLOTS   ?= plots
MPIRUN  ?= mpirun

LINT_PACKAGES = clang-format clang-tidy cppcheck

# What is found of the libraries, asked once, when the first file is compiled. MPI=mpich takes that one of several.
DOCTOR := CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' LDFLAGS='$(LDFLAGS)' MPI='$(MPI)' MPICC='$(MPICC)' \
          H5CC='$(H5CC)' MPIRUN='$(MPIRUN)' .ci/doctor
FOUND   = $(eval FOUND := $(shell $(DOCTOR) flags || echo missing))$(FOUND)
found   = $(if $(filter missing,$(FOUND)),$(error what is named above is missing: make doctor says more))$(patsubst $(1)=%,%,$(filter $(1)=%,$(FOUND)))

ALL_CPPFLAGS = $(CPPFLAGS) -Iinclude -D_GNU_SOURCE -DMATHLIB_STANDALONE -DH5_USE_110_API $(call found,compile)
WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wconversion \
           -Wno-sign-conversion $(WERROR)
WERROR  ?= # -Werror in .ci/run: a newer compiler warns of more, and shall build all the same
# Sums are added in the order in which they stand; src/base/portable_math.c refuses what else -ffast-math does.
STRICT = -fno-unsafe-math-optimizations -fno-associative-math -fno-reciprocal-math
# CONTRACT=fast fuses multiply-adds: other bits, so only to measure what they would bring (docs/performance.md).
CONTRACT ?= off
override CFLAGS += -std=gnu11 $(WARNINGS) $(STRICT) -ffp-contract=$(CONTRACT) -fno-math-errno -MMD -MP
LDLIBS = $(call found,link) -lm -lpthread -ldl # the last two: glibc before 2.34

# The tables of kernels to build, best last; any but these processors have plain vectors, as the compiler lays them out.
CPU      := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
ISAS_x86_64  = sse2 avx2 avx512
ISAS_aarch64 = neon
ISAS     ?= $(or $(ISAS_$(CPU)),plain)
ISA_sse2   = -msse2
ISA_avx2   = -mavx2 $(if $(filter fast,$(CONTRACT)),-mfma)
ISA_avx512 = -mavx512f -mavx512dq -mavx512vl -mavx512bw -mprefer-vector-width=512

KERNELS  = src/kernels/kernels_simd.c
SOURCES  = $(filter-out $(KERNELS) src/docs/%,$(wildcard src/*/*.c))
OBJECTS  = $(SOURCES:src/%.c=$(BUILD)/%.o) $(ISAS:%=$(BUILD)/kernels/kernels_%.o) $(BUILD)/page/page_files.o
PROGRAM  = $(BUILD)/attnbench
MAIN     = $(BUILD)/main.o
IDENTITY = $(BUILD)/version.o
LIBRARY  = $(BUILD)/libattnbench.a
TESTS    = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
HELPERS  = $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(filter-out $(wildcard $(addprefix tests/,test_*.c check_*.c preload_*.c)),$(wildcard tests/*.c)))

# What the scripts in tests/faults run: libraries to preload (preload_*.c), and programs.
FAULTS   = $(patsubst tests/%.c,$(BUILD)/tests/%.so,$(wildcard tests/faults/preload_*.c)) \
           $(patsubst tests/%.c,$(BUILD)/tests/%,$(filter-out tests/faults/preload_%,$(wildcard tests/faults/*.c)))

# The manual page and the bash completion, made from the tables of the program by a program of their own.
DOCS      = $(BUILD)/attnbench.1 $(BUILD)/attnbench.bash
GENERATOR = $(BUILD)/attnbench-docs

VERSION = 1.0.0
# What git archive writes into .commit; in a clone there is none.
ARCHIVED := $(shell sed -n 's/^\([0-9a-f]\{7\}\)[0-9a-f]*$$/\1/p' .commit)
COMMIT := $(or $(ARCHIVED),$(shell git describe --always --dirty --exclude='*' 2>/dev/null),unknown)

MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL = help
.DELETE_ON_ERROR:
.SECONDARY:

# One short line a file; V=1 shows the commands.
say = $(if $(V),,@echo "$(1)" &&)

build: $(PROGRAM) ## build build/attnbench

$(PROGRAM): $(MAIN) $(IDENTITY) $(LIBRARY)
	$(call say,link $@) $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(GENERATOR): $(patsubst src/%.c,$(BUILD)/%.o,$(wildcard src/docs/*.c)) $(IDENTITY) $(LIBRARY)
	$(call say,link $@) $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(DOCS): $(BUILD)/%: docs/%.in $(GENERATOR)
	$(call say,write $@) $(GENERATOR) <$< >$@

$(LIBRARY): $(OBJECTS)
	$(call say,ar $@) rm -f $@ && ar rcs $@ $^

$(ISAS:%=$(BUILD)/kernels/kernels_%.o): $(BUILD)/kernels/kernels_%.o: $(KERNELS)
	@mkdir -p $(@D)
	$(call say,cc $< ($*)) $(CC) $(ALL_CPPFLAGS) $(CFLAGS) -O3 $(ISA_$*) -DISA=$* -DISA_$* -c -o $@ $<

KERNEL_LIST = -DKERNELS='$(foreach isa,$(ISAS),KERNEL($(isa)))'
$(BUILD)/kernels/kernels.o: ALL_CPPFLAGS += $(KERNEL_LIST)
$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,cc $<) $(CC) $(ALL_CPPFLAGS) $(CFLAGS) -c -o $@ $<

# The page's style and script, with the hashes that its policy names.
$(BUILD)/page/page_files.c: src/page/embed.sh src/page/page.css src/page/page.js
	@mkdir -p $(@D)
	$(call say,write $@) src/page/embed.sh style src/page/page.css script src/page/page.js >$@
$(BUILD)/page/page_files.o: $(BUILD)/page/page_files.c
	$(call say,cc $<) $(CC) $(ALL_CPPFLAGS) -Isrc/page $(CFLAGS) -c -o $@ $<

# Built again when the commit or the version is another, and only then. Tests have tests/version.c, so they stay as they are.
SAY_IDENTITY = echo 'const char attnbench_version[] = "$(VERSION)", attnbench_commit[] = "$(COMMIT)";'
$(BUILD)/version.c: FORCE
	@mkdir -p $(@D) && $(SAY_IDENTITY) | cmp -s - $@ || $(SAY_IDENTITY) >$@
$(IDENTITY): $(BUILD)/version.c
	$(call say,cc $<) $(CC) $(ALL_CPPFLAGS) $(CFLAGS) -c -o $@ $<
FORCE:

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,cc $<) $(CC) $(ALL_CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(HELPERS) $(LIBRARY)
	$(call say,link $@) $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(call found,test)

# Loaded before a program by tests, to make what it calls fail.
PRELOADS = $(patsubst tests/%.c,$(BUILD)/tests/%.so,$(wildcard tests/preload_*.c))
$(BUILD)/tests/%.so: tests/%.c
	@mkdir -p $(@D)
	$(call say,cc $<) $(CC) $(ALL_CPPFLAGS) $(filter-out -fsanitize=%,$(CFLAGS)) -shared -fPIC -o $@ $< -ldl

$(BUILD)/bench/%: bench/%.c $(IDENTITY) $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,link $@) $(CC) $(ALL_CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/faults/preload_%.so: tests/faults/preload_%.c
	@mkdir -p $(@D)
	$(call say,link $@) $(CC) $(ALL_CPPFLAGS) $(CFLAGS) -shared -fPIC -o $@ $< -ldl

-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

# Open MPI, for all that is run from here: a rank a core, hardware threads counted as cores; agents sleep, so binding
# would only hinder; and single-copy transfers need rights that containers do not have.
RANKS ?= $(shell nproc)
export OMPI_MCA_rmaps_base_oversubscribe = 1
export OMPI_MCA_hwloc_base_binding_policy = none
export OMPI_MCA_btl_vader_single_copy_mechanism = none
# The same of Open MPI 5.
export PRTE_MCA_rmaps_default_mapping_policy = :oversubscribe
export PRTE_MCA_hwloc_default_binding_policy = none
export OMPI_MCA_smsc = ^cma
ifeq ($(shell id -u),0)
export OMPI_ALLOW_RUN_AS_ROOT = 1
export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM = 1
endif

# Flags are of libraries that deps may only just have installed: what needs both builds in a make of its own.
MAKE_NOW = @$(MAKE) $(if $(V),,--silent) --no-print-directory -j$$(nproc)

deps: ## install what is missing, as Debian's packages (elsewhere: name it)
	@$(DOCTOR) install build study tests
study-deps: # what the tests alone need is left out
	@$(DOCTOR) install build study

doctor: ## what the program needs: what was found where, what is missing, and its names in Debian, Fedora, Spack and conda
	@$(DOCTOR)

deps-user: ## without root: build Rmath, libfyaml and cmocka into build/deps, those that are missing, of sources by pip and apt
	@CC='$(CC)' AR='$(AR)' PYTHON='$(PYTHON)' CPPFLAGS='$(CPPFLAGS)' LDFLAGS='$(LDFLAGS)' .ci/deps_user

lint-deps: deps
	@.ci/packages $(LINT_PACKAGES) -- $(LINT_PACKAGES) --

study: study-deps ## run the tutorial study on all cores; print its results and draw its charts
	$(MAKE_NOW) build
	@$(MPIRUN) -n $(RANKS) $(PROGRAM) run experiments/tutorial.yaml -o "$(RESULTS)/tutorial"
	@$(PROGRAM) report "$(RESULTS)/tutorial"
	@for model in baseline attention; do \
	    echo && echo "$$model:" && $(PROGRAM) predict "$(RESULTS)/tutorial" --model $$model || exit; done
	@echo && $(PROGRAM) plot "$(RESULTS)/tutorial" -o "$(PLOTS)/tutorial"

PUBLISHED = results/published/tutorial
reproduce: study-deps ## run the tutorial anew; has it the same bits as published, or which trial and epoch differ?
	$(MAKE_NOW) build
	@rm -rf "$(RESULTS)/reproduced"
	@$(MPIRUN) -n $(RANKS) $(PROGRAM) run experiments/tutorial.yaml -o "$(RESULTS)/reproduced"
	@$(PROGRAM) compare --bits $(PUBLISHED) "$(RESULTS)/reproduced" || \
	    { echo "reproduce: other bits than published in $(PUBLISHED)" && exit 1; }
	@echo "reproduce: same bits as published in $(PUBLISHED)"

data: ## fetch the data of the experiments that have a data.sh, into their folders data (nothing of it is kept here)
	@for script in experiments/*/data.sh; do "$$script" || exit; done

publish: build ## put finished studies of RESULTS=results into results/published and plots/published
	@experiments/publish.sh $(PROGRAM) "$(RESULTS)"

tests: build preloads $(TESTS) $(GENERATOR)
preloads: $(PRELOADS)

check: deps ## run the tests, JOBS= at once: all, or T=journal one program or script, F='*torn*' the tests of that name
	$(MAKE_NOW) tests
	@T='$(T)' F='$(F)' PYTHON='$(PYTHON)' tests/run_all.sh $(BUILD)

# Whole runs and their digests, what ranks agree on, what launchers do, trials that fail: all that MPI has to do with.
check-mpich: deps ## build with MPICH, in build/mpich, and run the tests of whole runs under its mpirun; T= some of them
	@.ci/packages mpich libmpich-dev -- mpirun.mpich --
	$(MAKE_NOW) MPI=mpich BUILD=$(BUILD)/mpich build preloads
	@MPIRUN=mpirun.mpich T='$(or $(T),digests launchers commands agreement two_runs systems failures)' PYTHON='$(PYTHON)' \
	    tests/run_all.sh $(BUILD)/mpich

SUITE = trixie
check-debian11: SUITE = bullseye
check-debian-sid: SUITE = sid
check-debian11 check-debian13 check-debian-sid: check-debian
check-debian: ## as root: make deps and study in a clean root of SUITE=trixie, bullseye or sid (ROOT=FOLDER), and tests; T= others
	@.ci/packages debootstrap -- debootstrap --
	@tests/check_debian.sh '$(or $(ROOT),/var/tmp/attnbench-$(SUITE))' '$(SUITE)' \
	    '$(or $(T),digests kernels golden launchers agreement snapshot model_file hdf5_child damage)'

CONTAINER ?= /var/tmp/attnbench-container
check-container: ## as root: what packaging/container does, in clean roots of Debian 12 (CONTAINER=FOLDER); make study's digest there
	@.ci/packages debootstrap -- debootstrap --
	@tests/check_container.sh '$(CONTAINER)'

check-deb: deb ## as root: lintian; the package is installed, runs and is removed in a clean root of Debian 12
	@.ci/packages debootstrap lintian -- debootstrap lintian --
	@tests/check_deb.sh '$(CONTAINER)' $(BUILD)/attnbench_$(VERSION)-1_$$(dpkg --print-architecture).deb

ARM_TESTS = kernels elements golden model portable_math random record
check-arm: deps ## cross-compile for 64-bit Arm, in build/arm; under qemu run test programs (T= others), and studies: same digests?
	@.ci/packages qemu-user-static gcc-aarch64-linux-gnu libc6-dev-arm64-cross -- qemu-aarch64-static aarch64-linux-gnu-gcc --
	$(MAKE_NOW) build
	@tests/check_arm.sh $(PROGRAM) $(BUILD)/arm '$(or $(T),$(ARM_TESTS))'

quick: deps ## run the test programs, but the slow ones: what to run while you write
	$(MAKE_NOW) tests
	@QUICK=1 T='$(T)' F='$(F)' tests/run_all.sh $(BUILD)

check-peers: deps ## the tutorial in JAX beside ours: the same learners? ALL=1 also in PyTorch and Keras; REPEATS= and EPOCHS= others
	@.ci/packages python3-venv -- $(PYTHON) --
	$(MAKE_NOW) build
	@PYTHON='$(PYTHON)' MPIRUN='$(MPIRUN)' REPEATS='$(REPEATS)' EPOCHS='$(EPOCHS)' \
	    experiments/peers/check.sh $(PROGRAM) $(BUILD)/check-peers $(RANKS) $(if $(ALL),all)

check-statistics: deps ## simulate studies: do intervals and tests keep their promises? Writes docs/statistics.md's tables
	$(MAKE_NOW) $(BUILD)/tests/check_statistics
	@tests/check_statistics.sh $(BUILD)/tests/check_statistics docs/statistics.md

check-faults: deps ## kills, faults of the disk and more: T= one script, LONG=1 longer. Writes docs/reliability.md's tables
	$(MAKE_NOW) tests $(FAULTS)
	@T='$(T)' LONG='$(LONG)' PYTHON='$(PYTHON)' tests/check_faults.sh $(BUILD) docs/reliability.md

SANITIZE = -O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
SANITIZER_OPTIONS = ASAN_OPTIONS=allocator_may_return_null=1:fast_unwind_on_malloc=$(if $(filter 1,$(1)),0,1):detect_leaks=$(1) \
    LSAN_OPTIONS=print_suppressions=0:suppressions=$(CURDIR)/tests/leaks.supp
# Leaks are looked for in the test programs alone: beside Open MPI's threads the leak detector itself crashes now and then.
# Whole stacks of each allocation cost most of the time. What leaks is known by them, so they are taken there alone.
sanitize: deps ## the test programs, commands.sh and plots.sh, built to catch bad memory use and undefined behaviour
	$(MAKE_NOW) BUILD=$(BUILD)/sanitize CFLAGS='$(SANITIZE)' tests
	@$(call SANITIZER_OPTIONS,1) T='$(or $(T),test_*)' F='$(F)' tests/run_all.sh $(BUILD)/sanitize
	@$(if $(T)$(F),,$(call SANITIZER_OPTIONS,0) T="commands plots" F='$(F)' tests/run_all.sh $(BUILD)/sanitize)

claims: deps ## run the experiments of readers' claims on all cores; prints the verdicts
	$(MAKE_NOW) build
	@experiments/claims/run_all.sh $(PROGRAM) $(RANKS) "$(RESULTS)/claims"

COVERAGE_TESTS = test_* commands plots storage damage
coverage: deps ## lines that the tests execute, a file and in all: at least 90 %
	$(MAKE_NOW) BUILD=$(BUILD)/coverage CFLAGS='-O1 -g --coverage -fprofile-update=atomic' \
	    LDFLAGS='-Wl,--wrap=_exit,--wrap=setrlimit $(BUILD)/coverage/tests/coverage/exit.o' $(BUILD)/coverage/tests/coverage/exit.o tests
	@find $(BUILD)/coverage -name '*.gcda' -delete
	@T='$(or $(T),$(COVERAGE_TESTS))' PYTHON='$(PYTHON)' tests/run_all.sh $(BUILD)/coverage >$(BUILD)/coverage/tests.log || \
	    echo "Some tests failed as they stand for coverage, see $(BUILD)/coverage/tests.log; make check tells of them."
	@tests/check_coverage.sh $(BUILD)/coverage 90

# Simulations and large sizes: an hour under valgrind. hdf5_child: valgrind does not keep limits of memory and file size.
# `make sanitize` runs them all.
VALGRIND = valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite \
    --errors-for-leak-kinds=definite --suppressions=tests/valgrind.supp \
    $(patsubst %,--suppressions=%,$(wildcard /usr/share/openmpi/openmpi-valgrind.supp))
NOT_IN_VALGRIND = band comparison contrast estimate history kernels openblas large_study model golden hdf5_child
valgrind: deps ## the test programs under valgrind: no bad access, nothing uninitialised used, nothing lost; T= some of them
	@.ci/packages valgrind -- valgrind --
	$(MAKE_NOW) tests
	@UNDER='$(VALGRIND)' T='$(addprefix test_,$(or $(T),$(filter-out $(NOT_IN_VALGRIND),$(patsubst tests/test_%.c,%,$(wildcard tests/test_*.c)))))' \
	    tests/run_all.sh $(BUILD)

# clang's analyzer is among the checks of make lint. gcc takes the precision of a vector for its number of elements, and so
# complains of every shift of one.
analyze: deps ## gcc's static analyzer over src; any finding fails (clang's is part of lint)
	$(MAKE_NOW) BUILD=$(BUILD)/analyze-gcc CC=gcc CFLAGS='-O2 -fanalyzer -Wno-analyzer-shift-count-overflow' WERROR=-Werror build
	@echo "analyze: nothing found"

# Each target twice: with a driver of our own, which runs anywhere and writes the inputs to begin with, and for libFuzzer.
FUZZ      = $(BUILD)/fuzz
TARGETS   = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
PLAIN     = $(TARGETS:%=$(FUZZ)/plain_%)
LIBFUZZER = $(TARGETS:%=$(FUZZ)/libfuzzer_%)
fuzz_objects = $(addprefix $(FUZZ)/,fuzz_$(1).o fuzz.o $(if $(filter snapshot weights,$(1)),hdf5_seal.o))

.SECONDEXPANSION:
$(PLAIN): $(FUZZ)/plain_%: $$(call fuzz_objects,$$*) $(FUZZ)/driver.o $(IDENTITY) $(LIBRARY)
	$(call say,link $@) $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(LIBFUZZER): $(FUZZ)/libfuzzer_%: $$(call fuzz_objects,$$*) $(IDENTITY) $(LIBRARY)
	$(call say,link $@) $(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(FUZZ)/%.o: tests/fuzz/%.c
	@mkdir -p $(@D)
	$(call say,cc $<) $(CC) $(ALL_CPPFLAGS) $(CFLAGS) -c -o $@ $<

fuzz-plain: $(PLAIN)
fuzz-plain-sanitized:
	$(MAKE_NOW) BUILD=$(BUILD)/sanitize CFLAGS='$(SANITIZE)' fuzz-plain
fuzz-libfuzzer: $(LIBFUZZER)
fuzz: deps fuzz-plain-sanitized ## mutate inputs of T=journal|study|import|snapshot|weights for SECONDS=60; by libFuzzer if clang is here
	@if echo 'int LLVMFuzzerTestOneInput() {return 0;}' | clang -w -xc -fsanitize=fuzzer - -o /dev/null 2>/dev/null; then \
	    $(MAKE) --silent --no-print-directory -j$$(nproc) BUILD=$(BUILD)/libfuzzer CC=clang WARNINGS=-w \
	        CFLAGS='$(SANITIZE) -fsanitize=fuzzer-no-link' fuzz-libfuzzer; fi
	@tests/fuzz/run.sh $(BUILD) '$(T)' '$(SECONDS)'

bench: deps ## time of a training step as a ratio to this machine's limit; says what got slower than stored
	$(MAKE_NOW) build
	@bench/guard.sh $(PROGRAM)

bench-throughput: deps ## trials a second without their training: ranks, messages, journal, study.h5
	$(MAKE_NOW) $(BUILD)/bench/throughput
	@bench/throughput.sh $(BUILD)/bench/throughput

bench-commands: deps ## what a command costs in a study, beside a bare fork and exec; N= commands, K= rounds, RANKS=, COMMAND=
	$(MAKE_NOW) build $(BUILD)/bench/fork_exec
	@RANKS='$(RANKS)' bench/commands.sh $(PROGRAM) $(BUILD)/bench/fork_exec

bench-reports: deps ## processor time of a report of 10,000 cells; D= values of each of four axes, K= rounds
	$(MAKE_NOW) build
	@bench/reports.sh $(PROGRAM)

bench-scaling: deps ## step time over all sizes: writes the figures of docs/performance.md and its chart
	$(MAKE_NOW) build $(BUILD)/bench/products
	@bench/scaling.sh $(PROGRAM) $(BUILD)/bench/products

bench-products: deps ## GF/s of matrix products, beside OpenBLAS
	$(MAKE_NOW) $(BUILD)/bench/products
	@$(BUILD)/bench/products

# In a virtual environment of their own, which is made once; COMPILED=0 leaves torch.compile out, which takes most of the time.
PEERS = $(BUILD)/peers
$(PEERS)/ready: bench/peers/requirements.txt
	@.ci/packages python3-venv -- $(PYTHON) --
	$(PYTHON) -m venv $(PEERS)
	@echo "pip install -r $<: 6 GB in all" && $(PEERS)/bin/pip install --quiet -r $< || \
	    { echo "bench-peers: pip could not install what $< names into $(PEERS), as said above" >&2; exit 1; }
	@touch $@
bench-peers: deps $(PEERS)/ready ## the same training steps in JAX and PyTorch, beside ours; SIZES="32,150,5 …", K= runs of each
	$(MAKE_NOW) build
	@PYTHON=$(PEERS)/bin/python K='$(K)' COMPILED='$(COMPILED)' MODELS='$(MODELS)' bench/peers/compare.sh $(PROGRAM) $(SIZES)

C_FILES = $(wildcard include/attnbench/*/*.h src/*.[ch] src/*/*.[ch] tests/*.[ch] tests/faults/*.[ch] tests/fuzz/*.[ch] \
          tests/coverage/*.c bench/*.c)
lint: lint-deps ## format, static analysis, direction of includes, sizes of functions and files
	$(MAKE_NOW) --keep-going --output-sync lint-format lint-includes lint-sizes lint-page lint-cppcheck lint-tidy lint-kernels
	@echo "lint: nothing to complain about in $(words $(C_FILES)) files"

lint-format:
	@clang-format --dry-run -Werror $(C_FILES)
lint-includes:
	@tests/check_layers.sh
lint-sizes: # functions: clang-tidy
	@wc -l $(C_FILES) | awk '$$1 > 500 && $$2 != "total" {print $$2 ": " $$1 " lines, not at most 500"; bad = 1} END {exit bad}'
lint-page: # where node is there
	@! command -v node >/dev/null || node --check src/page/page.js
lint-cppcheck:
	@cppcheck --quiet --enable=warning,portability --inline-suppr --error-exitcode=1 -Iinclude src
TIDY = clang-tidy --quiet {} -- -std=gnu11 $(ALL_CPPFLAGS)
lint-tidy: # kernels.c takes a list of kernels
	@printf '%s\n' $(filter-out $(KERNELS),$(filter src/%.c,$(C_FILES))) | xargs -P$$(nproc) -I{} sh -c \
	    'case {} in */kernels.c) list="-DKERNELS=KERNEL(sse2)";; esac; found=$$($(TIDY) $$list 2>&1) || { echo "$$found"; exit 1; }'
lint-kernels: # of each instruction set
	@$(foreach isa,$(ISAS),found=$$($(subst {},$(KERNELS),$(TIDY)) -DISA=$(isa) -DISA_$(isa) $(ISA_$(isa)) 2>&1) || { echo "$$found"; exit 1; };)

format: lint-deps ## lay the sources out as lint wants them
	clang-format -i $(C_FILES)

bindir         ?= $(PREFIX)/bin
datarootdir    ?= $(PREFIX)/share
mandir         ?= $(datarootdir)/man
docdir         ?= $(datarootdir)/doc/attnbench
completionsdir ?= $(datarootdir)/bash-completion/completions
DOCUMENTS       = README.md CHANGELOG.md CITATION.cff CONTRIBUTING.md LICENSE bench/peers/README.md $(wildcard docs/*.md experiments/*.* experiments/*/*.*) \
                  $(shell find packaging -type f) \
                  $(shell find results/published plots/published -name README.md -o -name '*.svg' -o -name '*.png')
put = install -D -m $(1) $(2) "$(DESTDIR)$(3)"

install: build $(DOCS) ## install into PREFIX=/usr/local, below DESTDIR= if given; also bindir=, mandir=, docdir=, …
	$(call put,755,$(PROGRAM),$(bindir)/attnbench)
	$(call put,644,$(BUILD)/attnbench.1,$(mandir)/man1/attnbench.1)
	$(call put,644,$(BUILD)/attnbench.bash,$(completionsdir)/attnbench)
	@for file in $(DOCUMENTS); do $(call put,644,$$file,$(docdir)/$$file) || exit; done

uninstall: ## remove what install put there, with the same PREFIX= and others
	rm -f "$(DESTDIR)$(bindir)/attnbench" "$(DESTDIR)$(mandir)/man1/attnbench.1" "$(DESTDIR)$(completionsdir)/attnbench"
	@rm -f $(DOCUMENTS:%="$(DESTDIR)$(docdir)/%")
	@find "$(DESTDIR)$(docdir)" -depth -type d -empty -delete 2>/dev/null || true

site: deps ## the guide, the published pages and the charts as plain files, in build/site
	@.ci/packages cmark-gfm -- cmark-gfm $(PYTHON) --
	$(MAKE_NOW) build
	@rm -rf $(BUILD)/site.new && $(PYTHON) docs/site/make.py $(PROGRAM) $(BUILD)/site.new $(VERSION) $(DOCUMENTS)
	@find $(BUILD)/site.new -name '*.html' -exec $(PYTHON) tests/links.py {} + || { echo "these links of the site lead nowhere" >&2; exit 1; }
	@rm -rf $(BUILD)/site && mv $(BUILD)/site.new $(BUILD)/site && echo "$(BUILD)/site/index.html"
documents: # names of what install and site take
	@printf '%s\n' $(DOCUMENTS)

DIST = attnbench-$(VERSION)
dist: ## build/attnbench-VERSION.tar.gz of the commit, without what is not committed: the same bits from the same commit
	@mkdir -p $(BUILD)
	@git -c tar.umask=0022 -c core.autocrlf=false archive --format=tar --prefix=$(DIST)/ HEAD | gzip -n -9 >$(BUILD)/$(DIST).tar.gz
	@sha256sum $(BUILD)/$(DIST).tar.gz

deb: build $(DOCS) ## build/attnbench_VERSION-1_….deb, for the Debian that this is
	@packaging/deb/make.sh $(BUILD) $(VERSION)

clean: ## remove what was built
	rm -rf $(BUILD)

.PHONY: help build site documents dist deb install uninstall deps deps-user study-deps doctor lint-deps study reproduce data publish claims tests preloads check quick check-statistics check-faults check-mpich check-debian check-debian11 check-debian13 check-debian-sid check-container check-deb check-arm sanitize coverage \
        valgrind analyze fuzz fuzz-plain fuzz-plain-sanitized fuzz-libfuzzer bench bench-peers bench-scaling bench-products bench-throughput bench-commands bench-reports check-peers \
        format clean FORCE \
        lint lint-format lint-includes lint-sizes lint-page lint-cppcheck lint-tidy lint-kernels
