"""Random small studies, whole and damaged, through every format and chart: studies.py PROGRAM COUNT SEED KEEP.

Study N is drawn from the seed SEED + N alone, in an empty folder, and is either refused in one line or shown alike by
all formats. Prints a line a check that did not hold, "failed seed S: NAME: WHY", and keeps such a study in KEEP/S.
The last line is what was done.
"""

import csv
import io
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

from study_drawn import draw_study
from study_formats import html_answers, html_rows, latex_lines, markdown_rows, squeezed, words_below

PROGRAM, COUNT, SEED, KEEP = os.path.realpath(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
PRELOAD = os.path.realpath(sys.argv[5])
FORMATS = ("text", "markdown", "latex", "csv", "json", "html")
REFUSALS = (64, 65, 66, 69, 73, 74, 78)
COMPLAINTS = re.compile(r"warning|gnuplot|HDF5-DIAG|runtime error|Sanitizer|assert|\(null\)|core dumped", re.I)


class Study:
    """One drawn study: what it is made with, what was done, and what was wrong."""

    def __init__(self, seed):
        self.seed, self.draw = seed, random.Random(seed)
        self.failures, self.outputs, self.n_claims = [], 0, 0

    def chance(self, share):
        return self.draw.random() < share

    def some(self, values, most):
        """One value, or for an axis of the grid up to so many in their order."""
        return sorted(self.draw.sample(values, self.draw.randint(1, min(most, len(values)))))

    def require(self, condition, name, why):
        if not condition:
            self.failures.append(f"{name}: {why}")

    def run(self, name, *arguments, environment=None):
        """Status, output, lines of errors. Whatever the command does, it neither crashes nor complains."""
        done = subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False,
                              env={**os.environ, **(environment or {})})
        self.outputs += 1
        out, errors = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        self.require(done.returncode in (0, 1, 75, *REFUSALS), name, f"status {done.returncode}: {errors[:300]!r}")
        self.require("\ufffd" not in out + errors, name, "no UTF-8")
        self.require(not COMPLAINTS.search(errors), name, f"complains: {errors[:300]!r}")
        self.require(not has_no_number(re.sub(r"'[^']*'", "", errors)), name, f"no number on stderr: {errors[:300]!r}")
        lines = errors.splitlines()
        if done.returncode in REFUSALS:
            self.require(lines and all(line.startswith("attnbench: ") for line in lines), name, f"stderr is {errors[:300]!r}")
        return done.returncode, out, lines


def has_no_number(text):
    return re.search(r"(?<![\w.,\[-])-?(nan|inf)(?![\w])", text, re.I) is not None


# ---- making it


def make(study):
    """Runs the study: whole, with trials that crash, or with some that are missing. Is there a folder of results?"""
    arguments, environment = ["run", "study.yaml", "-o", "dir"], None
    if study.chance(0.25):
        first = study.draw.randrange(9)  # one after the other they are repeats of a cell: it may have none left
        crashing = " ".join(f"{trial}:2" for trial in range(first, first + study.draw.randint(1, 4)))
        environment = {"LD_PRELOAD": PRELOAD, "FAULT": "crash", "FAULT_TRIALS": crashing, "FAULT_COUNT": os.path.realpath("count")}
    elif study.chance(0.25):
        arguments += ["--part", "1/2"]
    status, _, errors = study.run("run", *arguments, environment=environment)
    if status in REFUSALS:
        study.require(len(errors) == 1, "run", f"{len(errors)} lines: {errors}")
        study.require(not os.path.exists("dir"), "run", "was refused, and leaves a folder")
        return False
    if study.chance(0.15):
        study.run("run again", "run", "study.yaml", "-o", "dir", "--repeats", str(study.draw.randint(1, 6)))
    return True


# ---- what the formats say, held to each other


def report(study, name, folder="dir"):
    """The study as parsed JSON when all formats show it, else the status of all."""
    study.run(f"{name}: report", "report", folder)  # it may make study.h5 again, and say so
    shown = {format_: study.run(f"{name}: report as {format_}", "report", folder, "--format", format_) for format_ in FORMATS}
    states = {(status, tuple(errors)) for status, _, errors in shown.values()}
    study.require(len(states) == 1, f"{name}: report", f"formats differ in status or stderr: {states}")
    status, errors = shown["json"][0], shown["json"][2]
    if status != 0 or len(states) > 1:
        for format_, (_, out, _) in shown.items():
            study.require(status == 0 or out == "", f"{name}: report as {format_}", f"status {status}, and prints {out[:100]!r}")
        study.require(len(errors) <= 2, f"{name}: report", f"{len(errors)} lines: {errors}")
        return status
    return check_formats(study, name, {format_: out for format_, (_, out, _) in shown.items()})


def no_constant(text):
    raise ValueError(f"{text} is no JSON")


def check_formats(study, name, shown):
    for format_, text in shown.items():
        text = re.sub(r"<(script|style)>.*?</\1>", "", text, flags=re.S)
        study.require(not has_no_number(text), f"{name}: report as {format_}", "shows what is no number")
        study.require(not re.search(r"[^\w.]-0(\.0+)?[^\w.]", text), f"{name}: report as {format_}", "shows -0")
    figures = json.loads(shown["json"], parse_constant=no_constant)
    check_csv(study, name, list(csv.DictReader(io.StringIO(shown["csv"]), strict=True)),
              json.loads(shown["json"], parse_float=str, parse_int=str))
    text, markdown, latex = shown["text"].splitlines(), markdown_rows(shown["markdown"]), latex_lines(shown["latex"])
    text_lines, latex_set = {squeezed(line) for line in text}, set(latex)
    for row in markdown:
        line = squeezed("".join(row))
        study.require(line in latex_set, name, f"LaTeX lacks {row}")
        cells = row[:5] if len(row) == 9 and row[1] in ("supported", "refuted", "undecided", "no data") else row
        study.require(squeezed("".join(cells)) in text_lines, name, f"the text lacks {row}")
    check_digits(study, name, markdown, figures["cells"])
    check_words(study, name, shown)
    check_page(study, name, html_rows(shown["html"]), figures)
    study.require(len(figures["claims"]) == study.n_claims, name, f"{len(figures['claims'])} claims, not {study.n_claims}")
    check_figures(study, name, figures)
    return figures


def figures_of(cell):
    """Accuracies or errors of the repeats that have one; mean, sd, and the ends of the mean's interval."""
    is_real = "rmses" in cell
    keys = ("rmse", "rmse_sd", "rmse_low", "rmse_high") if is_real else ("mean", "sd", "ci_low", "ci_high")
    return [value for value in cell["rmses" if is_real else "accuracies"] if value is not None], [cell[key] for key in keys]


def check_digits(study, name, rows, cells):
    """The first table has a row a cell, with mean, sd, least, greatest and interval: by so many digits as they have.

    One more column ends it where a cell has the interval that holds whatever the trainings are."""
    has_any_shape = any(cell["any_shape_low"] is not None for cell in cells)
    for row, cell in zip(rows, cells):
        values, (mean, sd, low, high) = figures_of(cell)
        digits = (4, 4, 4, 4, 4, 4) if "rmses" in cell else (2, 2, 1, 1, 1, 1)
        row = row[:-1] if has_any_shape else row
        interval = ["-", "-"] if row[-1] == "-" else row[-1].strip("[]").split(", ")
        wanted = (mean, sd, min(values, default=None), max(values, default=None), low, high)
        for shown, value, decimals in zip(row[-5:-1] + interval, wanted, digits):
            study.require(is_shown(shown, value, decimals), name, f"{row[0]} {cell['cell']}: {shown} stands for {value}")


def is_shown(shown, value, decimals):
    """Is the text the value with so many decimals? Of a million or more it has an exponent."""
    if value is None:
        return shown == "-"
    form = r"-?\d\.\d{3}e\+\d+" if abs(value) >= 999999.99 else rf"-?\d+\.\d{{{decimals}}}"
    return re.fullmatch(form, shown) is not None and is_near(shown, value)


def check_words(study, name, shown):
    """The sentences below the tables, from the answers to the digest, are the same everywhere."""
    ends = {format_: words_below(format_, shown[format_]) for format_ in ("text", "markdown", "latex")}
    study.require(len(set(ends.values())) == 1, name, f"words differ: {ends}")
    for answer in html_answers(shown["html"]):
        study.require(answer in ends["text"], name, f"of the page alone: {answer}")


def check_csv(study, name, rows, figures):
    study.require(len(rows) == len(figures["cells"]), name, f"CSV has {len(rows)} rows, JSON {len(figures['cells'])} cells")
    comparisons = {(one["model"], str(one["cell"])): one for one in figures["comparisons"]}
    for row, cell in zip(rows, figures["cells"]):
        compared = comparisons.get((cell["model"], str(cell["cell"])), {})
        for key, value in row.items():
            wanted = compared.get(key) if key in compared else cell.get(key, cell["cell"].get(key))
            wanted = {None: "", True: "1", False: "0"}.get(wanted, wanted)
            study.require(value == wanted, name, f"{cell['model']} {cell['cell']}: {key} is {value} in CSV, {wanted} in JSON")


def check_page(study, name, tables, figures):
    """The page's tables with a row for each cell: the counts, and means as far as they are shown."""
    found = [table for table in tables if "failed" in table[0]]
    study.require(len(found) == 1, name, f"{len(found)} tables of the page count failures")
    for table in found:
        heads = table[0]
        study.require(len(table) - 1 == len(figures["cells"]), name, f"the page has {len(table) - 1} cells")
        for row, cell in zip(table[1:], figures["cells"]):
            for head in ("repeats", "failed", "diverged", "missing"):  # the last two only where some cell has any
                is_shown = head in heads or head in ("repeats", "failed") or any(one[head] > 0 for one in figures["cells"])
                count = row[heads.index(head)] if is_shown else "0"
                study.require(count == str(cell[head]), name, f"the page has {head} {count}, JSON {cell[head]}")
            mean = next(row[i] for i, head in enumerate(heads) if head.startswith("mean"))
            wanted = cell["rmse"] if "rmses" in cell else cell["mean"]
            study.require(mean == "–" if wanted is None else is_near(mean, wanted), name, f"the page has a mean of {mean}, JSON of {wanted}")


def is_near(shown, value):
    """Is the text the value, rounded?"""
    try:
        number = float(shown.replace("−", "-"))
    except ValueError:
        return False
    digits = len(shown.partition(".")[2].partition("e")[0])
    return abs(number - value) <= (abs(value) * 1e-3 if "e" in shown else 0.5001 * 10.0 ** -digits)


# ---- figures computed again


def holm(p):
    adjusted, most = {}, 0
    for rank, i in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        most = adjusted[i] = max(most, min(1, p[i] * (len(p) - rank)))
    return adjusted


def check_family(study, name, rows, decided):
    """p_holm is Holm's over all rows; one without p is of the family, with p = 1."""
    adjusted = holm([1 if row["p"] is None else row["p"] for row in rows])
    for i, row in enumerate(rows):
        if row["p"] is None:
            study.require(row["p_holm"] is None and row["verdict"] not in decided, name, f"without p: {row}")
            continue
        study.require(math.isclose(row["p_holm"], adjusted[i], rel_tol=1e-6), name, f"Holm's p of {len(rows)} is {adjusted[i]}: {row}")
        study.require(0 <= row["p"] <= 1, name, f"p is {row['p']}")
        study.require((row["p_holm"] <= 0.05) == (row["verdict"] in decided), name, f"verdict and p: {row}")


def check_figures(study, name, figures):
    counts, cells = figures["counts"], figures["cells"]
    study.require(counts["trials"] == sum(counts[key] for key in ("finished", "diverged", "failed", "missing")), name, f"counts {counts}")
    for key in ("failed", "diverged", "crashed", "missing"):
        total = sum(cell[key] for cell in cells)
        study.require(total == counts[key], name, f"cells have {total} {key}, counts {counts[key]}")
    for cell in cells:
        check_cell(study, f"{name}: {cell['model']} {cell['cell']}", cell)
    check_family(study, f"{name}: comparisons", figures["comparisons"], ("better", "worse"))
    check_family(study, f"{name}: claims", figures["claims"], ("supported", "refuted"))
    for claim in figures["claims"]:
        study.require((claim["verdict"] == "no data") == (claim["figure"] is None), name, f"claim {claim}")
        study.require(claim["verdict"] != "no data" or claim["why"], name, f"no data, and no reason: {claim}")
    for row in figures["comparisons"] + [one for one in figures.get("all_cells", []) if "against" in one]:
        low, high, difference = row["difference_low"], row["difference_high"], row["difference"]
        study.require((low is None) == (high is None), name, f"half an interval: {row}")
        study.require(low is None or low - 1e-9 <= difference <= high + 1e-9, name, f"outside of its interval: {row}")
        study.require((difference is None) == (row["pairs"] == 0), name, f"pairs and difference: {row}")


def check_cell(study, name, cell):
    values, (mean, sd, low, high) = figures_of(cell)
    study.require(len(values) == cell["repeats"], name, f"{len(values)} figures, {cell['repeats']} repeats")
    study.require((mean is None) == (not values), name, f"mean {mean} of {values}")
    if not values:
        return
    wanted = math.fsum(values) / len(values)
    study.require(math.isclose(mean, wanted, rel_tol=1e-8, abs_tol=1e-8), name, f"mean {mean}, not {wanted}")
    if len(values) > 1:
        wanted = math.sqrt(math.fsum((value - wanted) ** 2 for value in values) / (len(values) - 1))
        study.require(sd is not None and math.isclose(sd, wanted, rel_tol=1e-6, abs_tol=1e-7), name, f"sd {sd}, not {wanted}")
    study.require((low is None) == (high is None), name, f"half an interval {low} to {high}")
    study.require(low is None or low - 1e-9 <= mean <= high + 1e-9, name, f"mean {mean} outside of {low} to {high}")


# ---- the other commands


def check_status(study, name, figures):
    status, out, _ = study.run(f"{name}: status", "status", "dir")
    study.require(status == 0 and not has_no_number(out), f"{name}: status", f"{status}: {out}")
    counts = figures["counts"]
    done = counts["finished"] + counts["diverged"]
    wanted = rf" {done} of {counts['trials']} trials done, {counts['failed']} failed, |part 1 of 2: {done} of [0-9]+ trials done, "
    study.require(re.search(wanted, out), f"{name}: status", f"lacks{wanted}: {out.splitlines()[:3]}")
    for model in figures["models"]:
        cells = [cell for cell in figures["cells"] if cell["model"] == model["name"]]
        rows = out.partition(" so far\n")[2].splitlines()
        line = next((line.split() for line in rows if line.startswith(model["name"] + " ")), None)
        study.require(line is not None, f"{name}: status", f"lacks {model['name']}")
        if line is None:
            continue
        key = "rmses" if "rmses" in cells[0] else "accuracies"
        values = [value for cell in cells for value in cell[key] if value is not None]
        if values:
            wanted = math.fsum(values) / len(values)
            study.require(is_near(line[4].rstrip("%"), wanted), f"{name}: status", f"{line}: the mean is {wanted}")


def check_claims(study, name, figures):
    for format_ in ("text", "markdown", "latex"):
        status, out, errors = study.run(f"{name}: claims", "claims", "dir", "--format", format_)
        study.require(not has_no_number(out), f"{name}: claims", out)
        if not figures["claims"]:
            study.require(status in REFUSALS and len(errors) == 1, f"{name}: claims", f"status {status}, {errors}")
        for verdict in {claim["verdict"] for claim in figures["claims"]}:
            n = sum(claim["verdict"] == verdict for claim in figures["claims"])
            found = len(re.findall(rf"^.*\b{verdict}\b", out, re.M))
            study.require(found >= n, f"{name}: claims as {format_}", f"{verdict} {found} times, not {n}")


def check_compare(study, name, figures):
    """With itself, and with a study of another seed that is trained for a moment."""
    check_compared(study, f"{name}: compare", figures, "dir")
    status, _, _ = study.run("run other", "run", "study.yaml", "-o", "other", "--set", f"seed={study.seed + 1}", "--repeats", "2")
    if status == 0:
        check_compared(study, f"{name}: compare with other", figures, "other")


def check_compared(study, name, figures, other):
    for format_ in FORMATS[:5]:
        status, out, errors = study.run(name, "compare", "dir", other, "--format", format_)
        study.require(status == 0, name, f"status {status}: {errors}")
        study.require(not has_no_number(out), f"{name} as {format_}", "shows what is no number")
        if format_ == "json" and status == 0:
            compared = json.loads(out, parse_constant=no_constant)["comparisons"]
            check_family(study, name, compared, ("better", "worse"))
            study.require([row["repeats_a"] for row in compared] == [cell["repeats"] for cell in figures["cells"]], name,
                          "has other repeats than report")


def check_predict(study, name, figures):
    for model in figures["models"]:
        status, out, errors = study.run(f"{name}: predict", "predict", "dir", "--model", model["name"], "--examples", "2")
        study.require(status in (0, *REFUSALS), f"{name}: predict", f"status {status}")
        study.require(status == 0 or len(errors) == 1, f"{name}: predict", f"{errors}")
        study.require(not has_no_number(out), f"{name}: predict", out)


def check_charts(study, name, all_well=True):
    """Charts of one state: drawn, current, as gnuplot draws them again without a word, and without what is no number."""
    status, out, errors = study.run(f"{name}: plot", "plot", "dir", "-o", "charts", "--format", "svg")
    checked, _, check_errors = study.run(f"{name}: plot --check", "plot", "--check", "dir", "-o", "charts", "--format", "svg")
    study.require(status == checked, f"{name}: plot", f"status {status}, --check {checked}: {errors} {check_errors}")
    study.require(not all_well or status in (0, 66), f"{name}: plot", f"status {status}: {errors}")
    for path in out.splitlines():
        study.require(os.path.exists(path), f"{name}: plot", f"names {path}, which is not there")
    for file in sorted(os.listdir("charts") if all_well and os.path.isdir("charts") else []):
        if file.endswith(".svg"):
            check_svg(study, f"{name}: {file}", os.path.join("charts", file))
        if file.endswith(".gp"):
            drawn = subprocess.run(["gnuplot", file], cwd="charts", capture_output=True, timeout=60, check=False)
            study.require(drawn.returncode == 0 and not drawn.stderr, f"{name}: gnuplot {file}", drawn.stderr[:300].decode())
    if all_well and status == 0:
        changed = study.draw.choice(sorted(os.listdir("charts")))
        damage_file(study, os.path.join("charts", changed))
        checked, said, errors = study.run(f"{name}: plot --check", "plot", "--check", "dir", "-o", "charts", "--format", "svg")
        study.require(checked == 65, f"{name}: plot --check", f"{changed} is damaged, and the status {checked}: {said}{errors}")
        shutil.rmtree("charts")


def check_svg(study, name, path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        shown = " ".join(xml.etree.ElementTree.fromstring(text).itertext())
    except xml.etree.ElementTree.ParseError as error:
        study.require(False, name, str(error))
        return
    study.require(not has_no_number(shown), name, "shows what is no number")
    study.require(not re.search(r"[\d\s\"',]-?nan\b|\binf[\s\",]", re.sub(r">[^<]*<", "><", text)), name, "places what is no number")


# ---- damage


def counts_of(figures):
    """What the journal alone knows apart: trials that are no longer the study's."""
    return {key: value for key, value in figures["counts"].items() if key != "not_in_study"}


def without_claims(figures):
    return {key: value for key, value in figures.items() if key not in ("claims", "provenance", "counts")} | counts_of(figures)


def damage_file(study, path):
    """One kind of harm to a file or folder that is there; the word for it."""
    if not os.path.exists(path) or not os.access(os.path.dirname(path) or ".", os.X_OK):
        return "gone"
    kinds = ["removed", "unreadable", "a folder"] + (["a file"] if os.path.isdir(path) else ["empty", "cut", "flipped", "a link to nowhere"])
    kind = study.draw.choice(kinds)
    if kind == "unreadable":
        os.chmod(path, 0)
        return kind
    content = b""
    if os.path.isfile(path):
        with open(path, "rb") as file:
            content = bytearray(file.read())
        os.remove(path)
    else:
        shutil.rmtree(path)
    if kind == "a folder":
        os.mkdir(path)
    elif kind == "a link to nowhere":
        os.symlink("nowhere", path)
    elif kind != "removed":
        if kind == "flipped" and content:
            content[study.draw.randrange(len(content))] ^= 1 << study.draw.randrange(8)
        with open(path, "wb") as file:
            file.write({"empty": b"", "a file": b"", "cut": content[:len(content) // 2]}.get(kind, content))
    return kind


def restore(path):
    subprocess.run(["chmod", "-R", "u+rwX", "."], check=True)
    subprocess.run(["rm", "-rf", "dir", "own.csv", "charts"], check=True)
    subprocess.run(["cp", "-a", f"{path}/dir", f"{path}/own.csv", "."], check=True)


def check_damaged(study, whole, task):
    places = ["dir/study.h5", "dir/journal"] + ["dir/models"] * os.path.isdir("dir/models") + ["own.csv"] * (task == "file")
    if os.path.isdir("dir/models") and os.listdir("dir/models"):
        places.append(os.path.join("dir/models", study.draw.choice(sorted(os.listdir("dir/models")))))
    os.mkdir("kept")
    subprocess.run(["cp", "-a", "dir", "own.csv", "kept"], check=True)
    for chosen in [[place] for place in study.draw.sample(places, 2)] + [study.draw.sample(places, 2)] * study.chance(0.3):
        name = ", ".join(f"{place} {damage_file(study, place)}" for place in chosen)
        status, _, errors = study.run(name, "report", "dir")
        figures = report(study, name)
        both = {"dir/study.h5", "dir/journal"} <= set(chosen)
        if isinstance(figures, int):
            study.require("dir/study.h5" in chosen or "dir/journal" in chosen, name, f"an optional file ends report: {figures}")
        elif not both:
            study.require(without_claims(figures) == without_claims(whole), name, "other figures, and status 0")
            check_claims_kept(study, name, figures["claims"], whole["claims"])
        else:
            study.require(errors or without_claims(figures) == without_claims(whole), name, f"other figures, status {status}, and no word")
        check_charts(study, name, all_well=False)
        study.run(f"{name}: status", "status", "dir")
        study.run(f"{name}: claims", "claims", "dir")
        study.run(f"{name}: compare", "compare", "dir", "kept/dir")
        restore("kept")


def check_claims_kept(study, name, claims, before):
    """A claim has its figure as before, or says why not; none is gone."""
    study.require([claim["claim"] for claim in claims] == [claim["claim"] for claim in before], name, "claims are gone")
    for claim, old in zip(claims, before):
        if claim["figure"] != old["figure"] or claim["repeats"] != old["repeats"]:
            study.require(claim["why"] and claim["metric"] == "attention_last_3", name, f"{old} is {claim}")
        else:
            study.require(claim["p"] == old["p"], name, f"{old} is {claim}")


def check_moved(study, whole):
    """The folder under another name, and the copy for others, say the same."""
    shutil.move("dir", "moved")
    figures = report(study, "moved", "moved")
    study.require(figures == whole, "moved", "other figures")
    shutil.move("moved", "dir")
    for options in ([], ["--without-traces"]):
        status, _, errors = study.run("publish", "publish", "dir", "published", *options)
        study.require(status == 0, "publish", f"status {status}: {errors}")
        figures = report(study, f"published {options}", "published") if status == 0 else None
        if isinstance(figures, dict):
            study.require(counts_of(figures) == counts_of(whole) and figures["study"] == whole["study"], f"published {options}", "other counts")
            claims = json.loads(json.dumps(figures["claims"]).replace("published/", "dir/"))
            study.require(options or claims == whole["claims"], "published", f"other claims {claims}")
        shutil.rmtree("published", ignore_errors=True)


def check_study(seed):
    study = Study(seed)
    task = draw_study(study)
    with open("study.yaml", encoding="utf-8") as file:
        study.n_claims = file.read().count("  - {text: claim")
    if not make(study):
        return study, False
    whole = report(study, "whole")
    if isinstance(whole, int):
        # Only a part without a trial, or a study all of whose trials failed, has nothing to show.
        study.require(whole == 66, "whole", f"status {whole}")
        return study, False
    for check in (check_status, check_claims, check_compare, check_predict):
        check(study, "whole", whole)
    check_charts(study, "whole")
    check_moved(study, whole)
    check_damaged(study, whole, task)
    return study, True


def main():
    start, shown, outputs, failures = os.getcwd(), 0, 0, 0
    for seed in range(SEED, SEED + COUNT):
        os.mkdir(str(seed))
        os.chdir(str(seed))
        study, is_shown = check_study(seed)
        os.chdir(start)
        for why in study.failures:
            print(f"failed seed {seed}: {why}", flush=True)
        if study.failures:
            subprocess.run(["cp", "-a", str(seed), KEEP], check=False)
            print(f"seed {seed} is kept in {KEEP}/{seed}", flush=True)
        subprocess.run(["rm", "-rf", str(seed)], check=True)
        shown, outputs, failures = shown + is_shown, outputs + study.outputs, failures + bool(study.failures)
    print(f"{COUNT} studies of seeds from {SEED} on: {shown} shown alike, {COUNT - shown} refused or without results; {outputs} commands")
    return 1 if failures else 0


if __name__ == "__main__":
    if os.geteuid() == 0:  # who may read everything notices no file that is unreadable
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    sys.exit(main())
