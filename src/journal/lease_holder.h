/* The content of a lease: who holds it. */
#ifndef ATTNBENCH_LEASE_HOLDER_H
#define ATTNBENCH_LEASE_HOLDER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct lease_holder {
    char host[HOST_NAME_MAX + 1];
    long pid;                 /* 0: not known yet */
    unsigned long long start; /* of the process, in ticks since the machine's (proc(5), stat) */
    char place[96];           /* within which pid and start name a process: boot and pid namespace; "": not known */
    char job[96];             /* "Slurm job 17"; "": none */
    bool briefly;             /* it only publishes and is soon gone */
};

/* This process. */
struct lease_holder holder_self(void);

/* As text in lines; and back, from text that may be anything. */
int holder_print(const struct lease_holder *holder, char *text, size_t size);
struct lease_holder holder_parse(const char *text);

/* Whether the holder is a process of this machine; and, if it is, whether that is there. */
bool holder_is_here(const struct lease_holder *holder);
bool holder_is_alive(const struct lease_holder *holder);

/* "host H, pid P, Slurm job J" into buffer; returns buffer. "" when it is not known. */
const char *holder_text(const struct lease_holder *holder, char *buffer, size_t size);

#endif
