"""Opens a study.h5 with the readers people use, and checks that all see the same.

    readers.py FILE

One line a reader: "ok h5py", or "skipped pandas: tables not installed". Exit status 1 when one fails.
"""

import importlib
import sys

ARRAYS = ["accuracy", "correct", "sequences", "train_seconds", "status", "identity"]
TRACES = ["train_loss", "train_accuracy"]
SOMETIMES = ["rmse", "chance"]  # arrays that are left out where they would be empty; the table has them always
MISSING, NOT_WANTED, EXCLUDED = 0, 4, 7


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def same(a, b):
    """Equal as numbers, NaN to NaN."""
    import numpy

    return numpy.array_equal(numpy.asarray(a, float), numpy.asarray(b, float), equal_nan=True)


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def scale_names(dataset):
    for dimension in dataset.dims:
        check(len(dimension) == 1, f"{dataset.name} has a dimension with {len(dimension)} scales")
    return [dimension[0].name.lstrip("/") for dimension in dataset.dims]


def with_fill_as_nan(dataset):
    """The values as float64, with NaN where the array's _FillValue stands."""
    import numpy

    values = dataset[...].astype(float)
    if "_FillValue" in dataset.attrs:
        fill = dataset.attrs["_FillValue"]
        check(fill.dtype == dataset.dtype, f"{dataset.name}: _FillValue is {fill.dtype}, not {dataset.dtype}")
        check(same(fill, dataset.fillvalue), f"{dataset.name}: _FillValue is not HDF5's fill value")
        values[values == fill] = numpy.nan
    return values


def are_absent(status):
    import numpy

    return numpy.isin(status, [MISSING, NOT_WANTED, EXCLUDED])


def check_axis(dataset):
    """Whole numbers, real ones, or texts: what each reader has a type for."""
    kind = dataset.dtype.kind
    check(kind in "ifO", f"{dataset.name} has values of {dataset.dtype}")
    check(kind == "O" or dataset.dtype.itemsize == 8, f"{dataset.name} has values of {dataset.dtype}")


def check_missing(expected, names):
    """What missing trials hold must be absent in every array that can be absent."""
    import numpy

    missing = numpy.isin(expected["status"], [MISSING, EXCLUDED])
    for name in names:
        check(numpy.isnan(expected[name][missing]).all(), f"{name} has values of missing trials")


def read_h5py(path):
    """The arrays, coordinates and dimensions that the other readers are compared with."""
    import h5py

    with h5py.File(path, "r") as file:
        dims = scale_names(file["status"])
        check(dims[0] == "model" and dims[-1] == "repeat", f"status has the dimensions {dims}")
        for name in ARRAYS + TRACES:
            wanted = dims + ["epoch"] if name in TRACES else dims
            check(scale_names(file[name]) == wanted, f"{name} has the dimensions {scale_names(file[name])}")
            check(file[name].fletcher32 and file[name].shuffle, f"{name} has no checksum")
            check("long_name" in file[name].attrs, f"{name} has no long_name")
        for name in ["Conventions", "title", "name", "history"]:
            check(isinstance(file.attrs[name], str), f"the attribute {name} is no text")
        there = [name for name in SOMETIMES if name in file]
        check(len(there) == 1, f"a study has either rmse or chance, not {there}")
        values = {name: with_fill_as_nan(file[name]) for name in ARRAYS + TRACES + there}
        values["identity"] = file["identity"][...]
        check(file["status"].attrs["flag_meanings"].split()[MISSING] == "missing", "flag_meanings")
        for name in dims:
            check_axis(file[name])
        coordinates = {name: file[name][...] for name in dims + ["epoch"]}
        for name in dims:
            if file[name].dtype.kind == "O":
                coordinates[name] = [text(value) for value in coordinates[name]]
        check(len(file["model_title"]) == len(file["model"]), "model_title is not as long as model")
    check_missing(values, [name for name in values if name not in ("status", "identity")])
    return {"dims": dims, "values": values, "coordinates": coordinates}


def check_xarray(path, expected, engine):
    import xarray

    with xarray.open_dataset(path, engine=engine) as study:
        for name in ARRAYS + TRACES:
            wanted = expected["dims"] + (["epoch"] if name in TRACES else [])
            check(list(study[name].dims) == wanted, f"{name} has the dimensions {study[name].dims}")
            check(same(study[name].values, expected["values"][name]), f"{name} has other values")
        check((study["identity"].values == expected["values"]["identity"]).all(), "identity lost digits")
        check(study["status"].dtype == "int8", f"status is {study['status'].dtype}")
        for name, values in expected["coordinates"].items():
            check(name in study.coords, f"{name} is no coordinate")
            check([text(v) for v in study[name].values] == [text(v) for v in values], f"{name} has other values")
        model = expected["coordinates"]["model"][-1]
        check(same(study["accuracy"].sel(model=model), expected["values"]["accuracy"][-1]), "selection by model")


def check_netcdf4(path, expected):
    import netCDF4
    import numpy

    with netCDF4.Dataset(path) as study:
        for name in ARRAYS + TRACES:
            wanted = expected["dims"] + (["epoch"] if name in TRACES else [])
            check(list(study[name].dimensions) == wanted, f"{name} has the dimensions {study[name].dimensions}")
            values = numpy.ma.filled(study[name][...].astype(float), numpy.nan)
            check(same(values, expected["values"][name]), f"{name} has other values")
        check((study["identity"][...] == expected["values"]["identity"]).all(), "identity lost digits")
        check(list(study["model"][...]) == expected["coordinates"]["model"], "model has other values")


def check_pandas(path, expected):
    import numpy
    import pandas

    table = pandas.read_hdf(path, "/table/trials")
    status, dims = expected["values"]["status"], expected["dims"]
    check(list(table.columns[: len(dims)]) == dims, f"the columns are {list(table.columns)}")
    n_there = (~are_absent(status)).sum()
    check(len(table) == n_there, f"{len(table)} rows for {n_there} trials")
    place = tuple(
        [[text(v) for v in expected["coordinates"][name]].index(text(value)) for value in table[name]] for name in dims
    )
    check(len(set(zip(*place))) == len(table), "a trial has two rows")
    nothing = numpy.full(status.shape, numpy.nan)
    for name in ["status", "accuracy", "train_seconds", *SOMETIMES]:
        check(same(table[name], expected["values"].get(name, nothing)[place]), f"{name} has other values")
    for name in ["correct", "sequences"]:
        counts = numpy.nan_to_num(expected["values"][name][place], nan=0)
        check(same(table[name], counts), f"{name} has other values")


READERS = [
    ("xarray h5netcdf", ["xarray", "h5netcdf"], lambda path, seen: check_xarray(path, seen, "h5netcdf")),
    ("xarray netcdf4", ["xarray", "netCDF4"], lambda path, seen: check_xarray(path, seen, "netcdf4")),
    ("netCDF4", ["netCDF4"], check_netcdf4),
    ("pandas", ["pandas", "tables"], check_pandas),
]


def lacking(modules):
    """The first of the modules that is not installed, or None."""
    for module in modules:
        try:
            importlib.import_module(module)
        except ImportError:
            return module
    return None


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    path, failed = sys.argv[1], False
    if lacking(["h5py"]):
        for name in ["h5py"] + [reader[0] for reader in READERS]:
            print(f"skipped {name}: h5py not installed, which all are compared with")
        return 0
    expected = read_h5py(path)
    print("ok h5py")
    for name, modules, reader in READERS:
        module = lacking(modules)
        if module:
            print(f"skipped {name}: {module} not installed")
            continue
        try:
            reader(path, expected)
            print(f"ok {name}")
        except Exception as error:  # whatever a reader raises is that reader's failure
            print(f"failed {name}: {error!r}")
            failed = True
    return failed


if __name__ == "__main__":
    sys.exit(main())
