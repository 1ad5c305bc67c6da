/* The first bytes of every record, as record.h describes them; for the encoder and for the journal's scan. */
#ifndef ATTNBENCH_RECORD_LAYOUT_H
#define ATTNBENCH_RECORD_LAYOUT_H

#include <stdint.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "records are little-endian and their traces are used where they lie: this machine needs byte swapping"
#endif

#define RECORD_MAGIC "ATNB"

struct record_header {
    char magic[4];
    uint32_t kind;
    uint64_t payload_bytes, identity, settings_hash, reserved;
};
_Static_assert(sizeof(struct record_header) == 40, "record.h promises 40 bytes");

#endif
