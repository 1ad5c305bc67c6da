# attnbench: see `make help`.

BUILD   ?= build
CC      ?= cc
CFLAGS  ?= -O2 -g
PYTHON  ?= python3
RESULTS ?= results
PLOTS   ?= plots

PACKAGES = build-essential pkg-config openmpi-bin libopenmpi-dev libopenblas-dev libhdf5-dev gnuplot-nox \
           fonts-dejavu-core libcmocka-dev librandom123-dev libfyaml-dev zlib1g-dev r-mathlib
LINT_PACKAGES = clang-format clang-tidy cppcheck

LIBRARIES = hdf5-serial openblas libfyaml libRmath ompi-c zlib
pkg = $(shell pkg-config $(1) 2>/dev/null)

override CPPFLAGS += -Iinclude -D_GNU_SOURCE -DMATHLIB_STANDALONE $(call pkg,--cflags $(LIBRARIES))
WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Werror
override CFLAGS += -std=gnu11 $(WARNINGS) -ffp-contract=off -fno-math-errno -MMD -MP
LDLIBS = $(call pkg,--libs $(LIBRARIES)) -lhdf5_hl -lz -lm

ISAS      = sse2 avx2 avx512
ISA_sse2   = -msse2
ISA_avx2   = -mavx2
ISA_avx512 = -mavx512f -mavx512dq -mavx512vl -mavx512bw -mprefer-vector-width=512

KERNELS  = src/nn/kernels_simd.c
SOURCES  = $(filter-out $(KERNELS) src/main.c,$(wildcard src/*/*.c))
OBJECTS  = $(SOURCES:src/%.c=$(BUILD)/%.o) $(ISAS:%=$(BUILD)/nn/kernels_%.o)
PROGRAM  = $(BUILD)/attnbench
LIBRARY  = $(BUILD)/libattnbench.a
TESTS    = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
HELPERS  = $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(filter-out $(wildcard tests/test_*.c),$(wildcard tests/*.c)))

.DEFAULT_GOAL = help
.DELETE_ON_ERROR:
.SECONDARY:

build: $(PROGRAM) ## build build/attnbench

$(PROGRAM): $(BUILD)/main.o $(LIBRARY)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(LIBRARY): $(OBJECTS)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/nn/kernels_%.o: $(KERNELS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -O3 $(ISA_$*) -DISA=$* -DISA_$* -c -o $@ $<

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(HELPERS) $(LIBRARY)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

clean: ## remove what was built
	rm -rf $(BUILD)

.PHONY: help build clean
