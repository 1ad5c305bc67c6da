"""Reads models' names back with pandas and R at their defaults: each is refused by the program, or comes back as it was.

    reading_names.py ATTNBENCH

One line a reader: "ok read.csv", or "skipped read_csv: pandas not installed". Exit status 1 when one fails.
"""

import io
import pathlib
import shutil
import subprocess
import sys
import tempfile

from readers import check, lacking

# What readers are known to take for something else, what looks like it, and what programs or people might.
WORDS = """
NA na Na N.A. NaN nan NAN NULL null Null None none nil NIL missing Missing inf Inf INF iNf infinity Infinity INFINITY
1 0 007 1e5 1E5 1e-5 1.5 1. 0x10 0X1F 0x1p3 0x1.8 0x1p 0x. 0xi 0xf.9p 0X1.8.a 0x1_best 0b2 1_000 1d5 1D5 1e 1E 1ei 1i 1j 1L 1e5L 1n 1f 1e5f 0x 0b1 0o7 12e
true True TRUE tRUE false False FALSE T F t f yes Yes no NO on off y n Y N
2024-01-01 20240101 2024-1-1 12-30 01-02-03 1-2 2024.01.01 12.30.15 1jan2024 Jan-01 2024-W01 1900
e5 E5 1a a1 _ _1 nan-1 nan_ NA_ NA_character_ na-2 inf2 infinite 1.2.3 v1 x10 0xg null-model no-attention
""".split()
MODELS = 16  # that a study may have


def study_of(words):
    models = "".join(f'  - {{name: "{word}", kind: baseline, units: 1}}\n' for word in words)
    return (
        "name: names\nrepeats: 1\ntask: {name: echo, n_in: 1, n_out: 1, cardinality: 2}\n"
        f"models:\n{models}training: {{epochs: 1}}\nevaluate: {{sequences: 1}}\nsave_models: none\n"
    )


def run(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def accepted(attnbench, folder):
    """The words that may name a model; the others must be refused for their name."""
    words = []
    for word in WORDS:
        pathlib.Path(folder, "word.yaml").write_text(study_of([word]), encoding="utf-8")
        done = run([attnbench, "run", "word.yaml", "--dry-run"], folder)
        check(done.returncode in (0, 78), f"{word}: status {done.returncode}: {done.stderr}")
        check(done.returncode == 0 or f"'{word}', which other programs read as" in done.stderr, done.stderr)
        if done.returncode == 0:
            words.append(word)
    check(0 < len(words) < len(WORDS), f"{len(words)} of {len(WORDS)} words are accepted")
    return words


def make_results(attnbench, folder, words):
    """Results of all words, and of each a CSV of its rows alone, for columns are read by what they hold."""
    for i in range(0, len(words), MODELS):
        chunk, results = words[i : i + MODELS], f"r{i}"
        pathlib.Path(folder, "study.yaml").write_text(study_of(chunk), encoding="utf-8")
        done = run([attnbench, "run", "study.yaml", "-o", results], folder)
        check(done.returncode == 0, done.stderr)
        header, *rows = run([attnbench, "report", results, "--format", "csv"], folder).stdout.splitlines()
        check(len(rows) == len(chunk), f"{len(rows)} rows of {len(chunk)} models")
        for k, row in enumerate(rows):
            pathlib.Path(folder, f"{i + k}.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")


def compare(read, words):
    for word, found in zip(words, read, strict=True):
        check(found == word, f"{word} is read as {found!r}")


def check_read_csv(folder, words):
    import pandas

    compare([pandas.read_csv(pathlib.Path(folder, f"{i}.csv")).model[0] for i in range(len(words))], words)


def check_read_hdf(folder, words):
    import pandas

    names = []
    for i in range(0, len(words), MODELS):
        names += list(pandas.read_hdf(pathlib.Path(folder, f"r{i}", "study.h5"), "/table/trials").model)
    compare(names, words)


def check_r(folder, words):
    script = f'for (i in 0:{len(words) - 1}) {{ m <- read.csv(paste0(i, ".csv"))$model; cat(class(m), as.character(m), "\\n") }}'
    done = run(["Rscript", "-e", script], folder)
    check(done.returncode == 0, done.stderr)
    compare([line.strip() for line in io.StringIO(done.stdout)], [f"character {word}" for word in words])


READERS = [
    ("pandas read_csv", ["pandas"], check_read_csv),
    ("pandas read_hdf", ["pandas", "tables"], check_read_hdf),
    ("R read.csv", None, check_r),
]


def why_skipped(modules):
    if modules is None:
        return None if shutil.which("Rscript") else "Rscript not installed"
    module = lacking(modules)
    return f"{module} not installed" if module else None


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    attnbench, failed = pathlib.Path(sys.argv[1]).resolve(), False
    with tempfile.TemporaryDirectory() as folder:
        words = accepted(attnbench, folder)
        make_results(attnbench, folder, words)
        for name, modules, reader in READERS:
            skipped = why_skipped(modules)
            if skipped:
                print(f"skipped {name}: {skipped}")
                continue
            try:
                reader(folder, words)
                print(f"ok {name}")
            except Exception as error:  # whatever a reader raises is that reader's failure
                print(f"failed {name}: {error}")
                failed = True
    return failed


if __name__ == "__main__":
    sys.exit(main())
