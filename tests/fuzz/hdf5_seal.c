/* Linked to the targets of HDF5 files: half of the mutated ones get the right checksums in their objects' headers, or
 * else the library would look no further. */
#include "fuzz.h"

#include <hdf5.h>
#include <string.h>

/* The library's own (Jenkins' lookup3), exported but in none of its public headers. */
uint32_t H5_checksum_metadata(const void *data, size_t n, uint32_t initial);

/* Bytes of an object header (version 2) up to its checksum; 0 when they are not all there. */
static size_t header_bytes(const uint8_t *at, size_t left)
{
    enum { PREFIX = 6, HAS_TIMES = 0x20, HAS_PHASES = 0x10, WIDTH_BITS = 3 };
    if (left < PREFIX)
        return 0;
    size_t flags = at[5], before = PREFIX + ((flags & HAS_TIMES) != 0 ? 16 : 0) + ((flags & HAS_PHASES) != 0 ? 4 : 0);
    size_t width = (size_t)1 << (flags & WIDTH_BITS);
    uint64_t chunk = 0;
    if (left < before + width)
        return 0;
    memcpy(&chunk, at + before, width);
    return chunk < left && before + width + chunk + 4 <= left ? before + width + (size_t)chunk : 0;
}

static void seal(uint8_t *bytes, size_t n)
{
    for (size_t at = 0; at + 4 <= n; at++) {
        size_t checked = memcmp(bytes + at, "OHDR", 4) == 0 ? header_bytes(bytes + at, n - at) : 0;
        if (checked > 0) {
            uint32_t checksum = H5_checksum_metadata(bytes + at, checked, 0);
            memcpy(bytes + at + checked, &checksum, sizeof checksum);
        }
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t most, unsigned seed)
{
    n = LLVMFuzzerMutate(bytes, n, most);
    if (seed % 2 == 0)
        seal(bytes, n);
    return n;
}
