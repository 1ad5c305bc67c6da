"""Reads from a study.h5 why a trial failed, with the readers people use: attention's first repeat at n_out = 1 crashed.

    reasons.py FILE
"""

import subprocess
import sys

from readers import check, lacking, text

WHY = "killed by signal 11 (Segmentation fault)"


def xarray_with(engine):
    def read(path):
        import xarray

        with xarray.open_dataset(path, engine=engine) as study:
            check(study.reason.dims == study.status.dims, f"the dimensions are {study.reason.dims}")
            check(text(study.reason.sel(model="attention", n_out=1, repeat=0).item()) == WHY, "xarray reads another")
            others = study.reason.values[study.status.values == 1]
            check(len(others) == 7 and set(others) == {"-"}, f"trials that are there have the reasons {others}")

    return read


def h5py(path):
    import h5py

    with h5py.File(path) as study:
        failed = study["reason"].asstr()[...][study["status"][...] == 3]
        check(list(failed) == [WHY], f"h5py reads {list(failed)}")


def pandas(path):
    import pandas

    trials = pandas.read_hdf(path, "/table/trials")
    check(list(trials[trials.status == 3].reason) == [WHY], f"pandas reads {list(trials.reason)}")


def r(path):
    code = f"library(rhdf5); x <- h5read('{path}', 'reason'); cat(x[h5read('{path}', 'status') == 3])"
    found = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True).stdout
    check(found == WHY, f"R reads {found!r}")


for name, modules, read in [
    ("h5py", ["h5py"], h5py),
    ("xarray h5netcdf", ["xarray", "h5netcdf"], xarray_with("h5netcdf")),
    ("xarray netcdf4", ["xarray", "netCDF4"], xarray_with("netcdf4")),
    ("pandas", ["pandas", "tables"], pandas),
    ("R", [], r),
]:
    if lacking(modules):
        print(f"skipped {name}: {lacking(modules)} not installed")
        continue
    try:
        read(sys.argv[1])
        print(f"ok {name}")
    except Exception as error:
        print(f"failed {name}: {error}".replace("\n", " "))
