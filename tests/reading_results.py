"""Runs the code of docs/reading_results.md on a study with missing trials, and checks what it finds.

    reading_results.py ATTNBENCH

The blocks of a section are one program. One line a section: "ok h5py", or "skipped R: why". Exit status 1 when one fails.
"""

import csv
import math
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from readers import check, lacking

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "reading_results.md"
REPEATS = 2
CELL = {"n_in": 8, "n_out": 1, "cardinality": 50}
MODEL_FILE = "results/grid/models/attention,n_in=8,n_out=1,cardinality=50,r0.h5"

# Put behind a section's blocks: prints what they leave in variables, arrays with the last index fastest.
PYTHON = """
def found(name, values):
    print("\\nFOUND", name, *values)
"""
R = """
found <- function(name, values) cat("\\nFOUND", name, sprintf("%.17g", c(aperm(as.array(values)))), "\\n")
found("mean_by_cell", mean_by_cell)
found("n_missing", n_missing)
found("loss", loss)
found("W_a", W_a)
cat("\\nFOUND commit", provenance$commit, "\\n")
"""
SECTIONS = {
    "h5py": (
        ["h5py"],
        PYTHON
        + """
found("mean_by_cell", mean_by_cell.flat)
found("n_missing", [n_missing])
found("loss", loss)
found("W_a", weights["attention/W_a"].flat)
found("commit", [provenance["commit"]])
""",
    ),
    "xarray": (
        ["xarray", "h5netcdf"],
        PYTHON
        + """
found("mean_by_cell", mean_by_cell.values.flat)
found("n_missing", [n_missing])
found("loss", loss.values)
found("commit", [study.attrs["commit"]])
""",
    ),
    "pandas": (
        ["pandas", "tables"],
        PYTHON
        + """
axes = [[4, 6, 8], [1, 2, 4], [10, 30, 50]]
found("mean_by_cell", mean_by_cell.reindex(pandas.MultiIndex.from_product(axes)))
""",
    ),
    "R": (None, R),
}


def read_blocks():
    """Section title → its blocks of code, end to end."""
    blocks = {}
    for section in DOCUMENT.read_text(encoding="utf-8").split("\n## ")[1:]:
        code = re.findall(r"^```\w+\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        if code:
            blocks[section.split("\n")[0]] = "\n".join(code)
    return blocks


def why_skipped(modules):
    """What is missing to run a section, or None."""
    if modules is None:
        if shutil.which("Rscript") is None:
            return "Rscript not installed"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        has_reader = subprocess.run(["Rscript", "-e", "library(rhdf5)"], **quiet, check=False).returncode == 0
        return None if has_reader else "rhdf5 not installed"
    module = lacking(modules)
    return f"{module} not installed" if module else None


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    check(done.returncode == 0, f"{command[0]}: status {done.returncode}: {done.stderr}")
    return done.stdout


def make_study(attnbench, folder):
    """A quick form of the document's study: one n_in is whole, of the others most trials are lost."""
    settings = ["--set", "training.epochs=20", "--set", "models.units=16", "--repeats", str(REPEATS)]
    command = [attnbench, "run", ROOT / "experiments" / "grid.yaml", *settings]
    results = pathlib.Path(folder, "results", "grid")
    run([*command, "--set", f"grid.n_in={CELL['n_in']}"], folder)
    whole = (results / "journal").stat().st_size
    run(command, folder)
    with open(results / "journal", "r+b") as journal:
        journal.truncate(whole + ((results / "journal").stat().st_size - whole) // 10)
    (results / "study.h5").unlink()


def read_expected(attnbench, folder):
    """What the sections must find, from the program's own report and from the plain arrays."""
    import h5py
    import numpy

    rows = list(csv.DictReader(run([attnbench, "report", "results/grid", "--format", "csv"], folder).splitlines()))
    with h5py.File(pathlib.Path(folder, "results", "grid", "study.h5")) as study:
        model = list(study["model"].asstr()[...]).index("attention")
        place = tuple(list(study[axis][...]).index(value) for axis, value in CELL.items())
        loss = study["train_loss"][(model, *place)]
    with h5py.File(pathlib.Path(folder, MODEL_FILE)) as model_file:
        weights = model_file["parameters/attention/W_a"][...]
    expected = {
        "mean_by_cell": [float(row["mean"] or "nan") for row in rows if row["model"] == "attention"],
        "n_missing": [len(rows) * REPEATS - sum(int(row["repeats"]) + int(row["failed"]) for row in rows)],
        "loss": list(numpy.nanmean(loss, axis=0)),
        "W_a": list(weights.flat),
        "commit": [re.search(r"commit (\S+)\)", run([attnbench, "--version"], folder)).group(1)],
    }
    check(expected["n_missing"][0] > 0, "the study lacks no trial")
    check(any(math.isnan(mean) for mean in expected["mean_by_cell"]), "no cell lacks all trials")
    check(not math.isnan(expected["loss"][-1]), "the cell of the document lacks a trial")
    return expected


def agree(a, b):
    """Texts as they are; numbers to the digits that report --format csv prints and float32 means have."""
    try:
        a, b = float(a), float(b)
    except ValueError:
        return a == b
    return math.isclose(a, b, rel_tol=1e-6) or (math.isnan(a) and math.isnan(b))


def check_section(name, code, expected, folder):
    modules, trailer = SECTIONS[name]
    script = pathlib.Path(folder, "script")
    script.write_text(code + trailer, encoding="utf-8")
    output = run(["Rscript" if modules is None else sys.executable, script], folder)
    found = {line.split()[1]: line.split()[2:] for line in output.splitlines() if line.startswith("FOUND ")}
    wanted = re.findall(r'(?:found\("|FOUND )(\w+)"?', trailer)
    for variable in wanted:
        check(variable in found, f"nothing is found of {variable}")
        check(len(found[variable]) == len(expected[variable]), f"{variable} has {len(found[variable])} values")
        for a, b in zip(found[variable], expected[variable]):
            check(agree(a, b), f"{variable} has {a} in place of {b}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    attnbench, blocks, failed = pathlib.Path(sys.argv[1]).resolve(), read_blocks(), False
    if lacking(["h5py"]):
        print("skipped all: h5py not installed, which all are compared with")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        make_study(attnbench, folder)
        expected = read_expected(attnbench, folder)
        for name in sorted(set(blocks) | set(SECTIONS)):
            if name not in blocks or name not in SECTIONS:
                print(f"failed {name}: it is not both a section of the document with code and one of this test")
                failed = True
                continue
            skipped = why_skipped(SECTIONS[name][0])
            if skipped:
                print(f"skipped {name}: {skipped}")
                continue
            try:
                check_section(name, blocks[name], expected, folder)
                print(f"ok {name}")
            except Exception as error:  # whatever a reader raises is that section's failure
                print(f"failed {name}: {error}")
                failed = True
    return failed


if __name__ == "__main__":
    sys.exit(main())
