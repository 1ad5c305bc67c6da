/* Who may write in a directory of results: one process at a time, whether or not its file system has locks.
 *
 * DIR/lease.N, N = 1, 2, …: the one with the highest N is the lease. It names its holder, who touches it every
 * few seconds, or says "free". Whoever finds it free, or its holder dead, makes lease.N+1, which only one can do, and
 * removes the older ones; the highest is never removed, so that who acts on an old sight of the folder finds one that
 * is higher than his and withdraws. A holder is alive while it holds the file's lock; where there are no locks, while
 * its process is there, if it is one of this machine; and else while the file is touched. */
#ifndef ATTNBENCH_LEASE_H
#define ATTNBENCH_LEASE_H

#include <stdbool.h>
#include <stddef.h>

struct lease;

enum { LEASE_HOLDER = 512 };

/* Seconds. Whoever is silent for longer than `stale` is dead. Tests make both shorter. */
struct lease_timing {
    double beat, stale;
};
extern struct lease_timing lease_timing; /* {5, 60} */

/* How long a reader waits for one who publishes. */
extern double lease_publishing_seconds; /* 5 */

/* Asked while a silent holder is watched, whether to wait no longer; NULL: never. */
extern bool (*lease_gives_up)(void);

/* Takes the lease of a folder that exists, when need be after watching a silent holder on another machine, which is
 * said on stderr. `briefly`: to publish and no more; who does not, waits for such a holder, up to `stale` seconds.
 * EX_CANTCREAT naming host, process and job of the holder, or when the folder cannot be written; EX_TEMPFAIL when the
 * wait was given up, or both are to publish: then lease_await_publisher, and see what is left to do; EX_IOERR,
 * EX_OSERR. */
int lease_take(const char *directory, bool briefly, struct lease **out);

/* EX_IOERR when the lease was lost: another process took this one, silent for long, for dead. Before whatever is
 * written in the folder: journal_check, which journal_append and snapshot_write call. */
int lease_check(struct lease *lease);

void lease_release(struct lease *lease); /* NULL is allowed */

/* True while somebody holds the lease, but not briefly; holder, "host H, pid P, Slurm job J", "" while it is not known.
 * Nothing is written, and nothing waited for. */
bool lease_is_held(const char *directory, char *holder, size_t size);

/* Waits while somebody holds it briefly, or has just taken it and not said yet for what. EX_CANTCREAT, naming the
 * holder, when that takes longer than lease_publishing_seconds. 0 also where nothing can be seen. */
int lease_await_publisher(const char *directory);

#endif
