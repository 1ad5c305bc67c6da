/* The driver by which HDF5 writes files. After a write that failed, on a full disk, the library cannot close the file:
 * it keeps it half open, and 1.14.5 crashes. So no write fails for the library. What the disk does not take stays in
 * memory, where the library reads it back, until the file is closed; hdf5_check() then fails the next call, so it is
 * little. One file is written at a time. */
#ifndef ATTNBENCH_HDF5_DISK_H
#define ATTNBENCH_HDF5_DISK_H

#include <hdf5.h>

/* Has files opened with these properties written so. Negative: a failure. */
herr_t hdf5_disk_driver(hid_t access);

/* The errno of the first write that failed since the last call of the other; 0: none did. */
int hdf5_disk_failure(void);
void hdf5_disk_forget_failure(void);

#endif
