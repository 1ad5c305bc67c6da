"""Hostile titles, names, paths and labels through every command: hostile_text.py PROGRAM COUNT SEED, in an empty folder.

Prints a line a check that did not hold, "failed NAME: WHY", and last what was done:
"COUNT texts: ACCEPTED shown escaped, REFUSED refused; OUTPUTS outputs looked at".
"""

import csv
import html.parser
import io
import json
import os
import random
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree
import zlib

PROGRAM, COUNT, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
MOST_TITLE = 255
MODELS = 16
FORMATS = ("text", "markdown", "csv", "latex", "json", "html")
CANARY = os.path.join(os.getcwd(), "canary")

ATTACKS = [
    "`touch CANARY`", "$(touch CANARY)", "; touch CANARY ;", "| touch CANARY", "&& touch CANARY &", "> CANARY",
    "'; system('touch CANARY'); print '", "\"; system(\"touch CANARY\"); \"", "'\nsystem('touch CANARY')\n'",
    "a'''; system(\"touch CANARY\") #''", "@touch CANARY", "!touch CANARY", "%n%s%x", "{/:Bold x}", "set output 'CANARY'",
    "</title><script>document.title='taken'</script>", "<img src=x onerror=alert(1)>", "<!--", "]]>", "&lt;&#60;", "'\"><b>",
    "javascript:alert(1)", "<a href='x' onclick=\"y\">", "</svg><script>1</script>", "<style>*{display:none}</style>",
    "\\write18{touch CANARY}", "\\input{/etc/passwd}", "\\immediate\\openout1=CANARY", "\\end{document}", "$x^2_y$", "50 % & #1 ~ ^",
    "{{", "}}", "\\", "\\\\", "\\verb|x|", "--", "``''", "../../CANARY", "../x", "/etc/passwd", "~root", "a/b", ".", "-rf", "-",
    "| a | b |", "# x", "- [ ] x", "[x](javascript:1)", "![x](y)", "***x***", "~~x~~", "1. x", "    x", "```", "=cmd|'/c x'!A1",
    "+1+1", "@SUM(1)", ",", "\"\"", "\"a,b\"", "null", "NaN", "{\"a\": 1}", "\\u0000", "# comment", ": ", "- x", "*x", "&x", "!!python",
    "\x1b[2J", "\x1b]0;taken\x07", "\x1b[31mred", "\x9b2J", "\r", "\n", "\t", "\x00", "\x07", "\x7f", "\u0085", "\u2028", "\u202e", "\u2066",
    "\u200f", "\ufeff", "\u202dabc\u202c", "e\u0301\u0301\u0301", "注意", "שלום", "😀", "\udcff", "\udcc3(", "\udced\udca0\udc80", "\udcf8", "ﷺ",
    "A" * 63, "A" * 64, "é" * 127, "x" * 255, "y" * 256, "<" * 255, "'" * 255, "_" * 200, "z" * 5000,
]  # \udcXX: the byte XX, as surrogateescape has it


def bytes_of(text):
    return text.encode("utf-8", "surrogateescape").replace(b"CANARY", CANARY.encode())


def make_texts():
    """The attacks themselves, then two or three of them joined."""
    draw = random.Random(SEED)
    texts = [bytes_of(attack) for attack in ATTACKS][:COUNT]
    while len(texts) < COUNT:
        texts.append(bytes_of(draw.choice(("", " ", "\t", "'")).join(draw.sample(ATTACKS, draw.choice((2, 3))))))
    return texts


def is_unsafe(text):
    return any(c in "\u061c\u200e\u200f\ufeff" or "\u2028" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in text) or has_control(text)


def has_control(text):
    return any(ord(c) < 32 or 127 <= ord(c) <= 159 or c in "\u2028\u2029" for c in text)


def decoded(raw):
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def is_title(raw):
    text = decoded(raw)
    return text is not None and 1 <= len(raw) <= MOST_TITLE and not has_control(text)


def reads_as_data(name):
    """Names that pandas, R or YAML take for a missing value, a truth value or a number; tests/reading_names.py has all."""
    if name.lower() in "na n.a. nan null none nil true false yes no on off t f".split():
        return True
    try:
        float(name)
    except ValueError:
        return re.fullmatch(r"0[xX][0-9a-fA-F]+|[0-9.]+[eE]?[iL]?", name) is not None
    return True


def is_name(raw):
    return re.fullmatch(rb"(?![.-])[A-Za-z0-9._-]{1,63}", raw) is not None and not reads_as_data(raw.decode())


class Checks:
    """What was looked at, and what was wrong with it."""

    def __init__(self):
        self.outputs = 0
        self.failures = 0

    def fail(self, name, why):
        self.failures += 1
        print(f"failed {name}: {why}")

    def require(self, condition, name, why):
        if not condition:
            self.fail(name, why)

    def output(self, name, raw, allowed="\n"):
        """No byte that a terminal obeys; the text."""
        self.outputs += 1
        text = decoded(raw)
        if text is None:
            self.fail(name, f"not UTF-8: {raw[:200]!r}")
            return ""
        bad = [c for c in text if c not in allowed and is_unsafe(c)]
        self.require(not bad, name, f"raw {bad[:3]!r}")
        return text


checks = Checks()


def run(name, *arguments, status=None):
    """Output of the program, errors of it. A signal, an internal error or another status than wanted is a failure."""
    done = subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    wanted = (status,) if isinstance(status, int) else status
    checks.require(done.returncode >= 0 and done.returncode != 70, name, f"status {done.returncode}: {done.stderr[:200]!r}")
    if wanted is not None:
        checks.require(done.returncode in wanted, name, f"status {done.returncode}, not {wanted}: {done.stderr[:300]!r}")
    errors = checks.output(f"{name}, stderr", done.stderr)
    if done.returncode != 0:
        lines = [line for line in errors.split("\n") if line.startswith("attnbench")]
        checks.require(len(lines) >= 1, name, f"no message with status {done.returncode}")
    return done.stdout, errors


def quoted(raw):
    """A YAML scalar in double quotes; bytes as they are where they may be."""
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n").replace(b"\t", b"\\t") + b'"'


def study(titles, name=b"study"):
    """One study, whose title, models' titles and claims are the texts; as many as it has room for."""
    texts = iter(titles)
    lines = [b"name: " + name, b"title: " + quoted(next(texts)), b"repeats: 2", b"task: {name: echo, n_in: 3, n_out: 1, cardinality: 4}"]
    lines += [b"training: {epochs: 3}", b"evaluate: {sequences: 4}", b"save_models: first", b"models:"]
    models = [b"baseline", b"attention"] + [b"m%d" % i for i in range(MODELS - 2)]
    for i, model in enumerate(models):
        title = next(texts, None)
        if title is None and i > 1:
            break
        kind = b"baseline" if i != 1 else b"attention"
        lines.append(b"  - {name: %s, kind: %s, units: 2, title: %s}" % (model, kind, quoted(title or model)))
    claims = [(text, next(texts, b"a source")) for text in texts]
    if claims:
        lines.append(b"claims:")
    for value, (text, source) in enumerate(claims, 2): # no claim may stand twice
        lines.append(b"  - {text: %s, source: %s, published: 12, expect: attention - baseline > %d}"
                     % (quoted(text), quoted(source), value))
    return b"\n".join(lines) + b"\n"


# ---- one checker a format: what it may hold, and that every text is there


class Page(html.parser.HTMLParser):
    """Collects what a browser would show, and refuses what no page of ours has."""

    KNOWN = set("html head meta title style script body bdi i header main footer section nav article figure figcaption h1 h2 h3 h4 p ul ol li "
                "dl dt dd div span a b em strong code pre q cite small sup sub table caption thead tbody tfoot tr th td colgroup col "
                "svg g path line rect circle polyline polygon text tspan desc defs use symbol clippath details summary button br hr "
                "input label select option time abbr blockquote".split())

    def __init__(self, name):
        super().__init__(convert_charrefs=True)
        self.name, self.shown, self.n_scripts = name, [], 0

    def handle_starttag(self, tag, attributes):
        checks.require(tag in self.KNOWN, self.name, f"a tag <{tag}>")
        self.n_scripts += tag == "script"
        for key, value in attributes:
            checks.require(not key.startswith("on"), self.name, f"an attribute {key} of <{tag}>")
            if key in ("href", "src"):
                checks.require(value.startswith("#"), self.name, f"{key}={value[:60]}")
            self.shown.append(value or "")

    def handle_data(self, data):
        self.shown.append(data)


def check_html(name, text):
    page = Page(name)
    page.feed(text)
    checks.require(page.n_scripts <= 1, name, f"{page.n_scripts} scripts")
    return "\n".join(page.shown)


def check_json(name, text):
    try:
        return escaped("\n".join(strings_of(json.loads(text))))
    except ValueError as error:
        checks.fail(name, str(error))
        return ""


def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_of(one)


def check_csv(name, text):
    rows = list(csv.reader(io.StringIO(text), strict=True))
    checks.require(len({len(row) for row in rows}) == 1, name, "rows of different lengths")
    return "\n".join(cell for row in rows for cell in row)


COMMANDS = set("begin end toprule midrule bottomrule endfirsthead endhead endfoot endlastfoot caption label textbackslash textasciitilde "
               "textasciicircum textless textgreater textbar textquotesingle textquotedbl textasciigrave ldots dots textwidth section "
               "subsection subsection* paragraph quad qquad centering small multicolumn addlinespace noindent par medskip bigskip "
               "textdollar textbf emph cmidrule tabularnewline hline raggedright arraybackslash linewidth item texttt footnotesize "
               "scriptsize belowcaptionskip setlength tabcolsep shortstack section* sloppy".split())


def check_latex(name, text):
    """Commands that we use, specials escaped, braces that match: it compiles, as far as that can be told without TeX."""
    depth, environments, shown, at = 0, [], [], 0
    text = re.sub(r"^%.*\n", "", text, flags=re.M).replace("$-$", "-").replace("\\char34{}", '"').replace("\\rightskip=0pt plus 1fil ", "")
    for match in re.finditer(r"\\([A-Za-z]+\*?|.)(?:\{([A-Za-z*]*)\})?|[{}$#%^_~&]|[^\\{}$#%^_~&]+", text, re.S):
        checks.require(match.start() == at, name, f"at {at}: {text[at:at + 40]!r}")
        at = match.end()
        token, command, argument = match.group(0), match.group(1), match.group(2)
        if command is None:
            depth += (token == "{") - (token == "}")
            if token in "$#^_~%":
                checks.fail(name, f"a raw {token}: {text[max(0, at - 60):at + 20]!r}")
            elif token not in "{}":
                shown.append(token)
        elif command.isalpha() or command.endswith("*"):
            checks.require(command in COMMANDS, name, f"a command \\{command}")
            if command == "begin":
                environments.append(argument)
            elif command == "end":
                checks.require(environments and environments.pop() == argument, name, f"\\end{{{argument}}}")
            shown.append({"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textless": "<", "textgreater": ">",
                          "textbar": "|", "textquotedbl": '"', "textasciigrave": "`", "textquotesingle": "'"}.get(command, ""))
        else:
            checks.require(command in "\\{}$#%_& -,;'\"", name, f"a command \\{command!r}")
            shown.append(command)
    checks.require(depth == 0 and not environments, name, f"{depth} open braces, open {environments}")
    return "".join(shown)


def check_markdown(name, text):
    """No tag, and tables whose rows have as many columns as their heads."""
    bare = re.sub(r"\\.", "", text)
    checks.require(not re.search(r"<[A-Za-z/!?]", bare), name, "a tag")
    checks.require("`" not in re.sub(r"`[^`\n]*`", "", bare) , name, "an open code span")
    columns = None
    for line in bare.split("\n"):
        if not line.startswith("|"):
            columns = None
            continue
        checks.require(columns in (None, line.count("|")), name, f"a row with other columns: {line[:100]}")
        columns = line.count("|")
    return re.sub(r"\\([!-/:-@[-`{-~])", r"\1", text)


def check_text(_, text):
    return text


CHECKERS = {"text": check_text, "markdown": check_markdown, "csv": check_csv, "latex": check_latex, "json": check_json, "html": check_html}


def escaped(text):
    """As safe_text shows it: each byte of what a terminal may not be shown as \\xNN."""
    return "".join("".join(f"\\x{byte:02x}" for byte in c.encode()) if is_unsafe(c) else c for c in text)


def squeezed(text):
    """For comparison: without what line breaks, indentation and the padding of columns add."""
    return re.sub(r"\s+", "", text)


def check_shown(name, shown, titles):
    """Every title is in the output as it is, or its beginning where tables shorten it."""
    everything = squeezed(shown)
    for title in titles:
        wanted = squeezed(escaped(title.decode()))
        checks.require(wanted in everything, name, f"lacks {title[:80]!r}")


# ---- the parts


def whole_study(number, titles):
    """Titles that are allowed, through every command."""
    directory = f"ok{number}"
    with open("study.yaml", "wb") as file:
        file.write(study(titles))
    run(f"run {number}", "run", "study.yaml", "-o", directory, status=0)
    for format_ in FORMATS:
        out, _ = run(f"report {number} {format_}", "report", directory, "--format", format_, status=0)
        shown = CHECKERS[format_](f"report {number} {format_}", checks.output(f"report {number} {format_}", out))
        if format_ in ("html", "json"):
            check_shown(f"report {number} {format_}", shown, titles[:1 + MODELS])
        elif format_ != "csv":
            check_shown(f"report {number} {format_}", shown, titles[:1])
    out, _ = run(f"status {number}", "status", directory, status=0)
    check_shown(f"status {number}", checks.output(f"status {number}", out), titles[:1])
    for model in ("baseline", "attention"):
        out, _ = run(f"predict {number}", "predict", directory, "--model", model, status=0)
        checks.output(f"predict {number}", out)
    if number > 0:
        for format_ in FORMATS[:5]:
            out, _ = run(f"compare {number} {format_}", "compare", "ok0", directory, "--format", format_, status=0)
            CHECKERS[format_](f"compare {number} {format_}", checks.output(f"compare {number} {format_}", out))
    plot_study(number, directory)


def plot_study(number, directory):
    out, _ = run(f"plot {number}", "plot", directory, "-o", f"plots{number}", "--format", "svg")
    checks.output(f"plot {number}", out)
    for file in sorted(os.listdir(f"plots{number}")):
        with open(os.path.join(f"plots{number}", file), "rb") as chart:
            text = checks.output(f"plot {number} {file}", chart.read(), "\n\t")
        if file.endswith(".svg"):
            try:
                xml.etree.ElementTree.fromstring(text)
            except xml.etree.ElementTree.ParseError as error:
                checks.fail(f"plot {number} {file}", str(error))


def refused_title(number, raw):
    with open("refused.yaml", "wb") as file:
        file.write(study([raw]))
    run(f"title {number}", "run", "refused.yaml", "-o", "refused", status=78)
    checks.require(not os.path.exists("refused"), f"title {number}", "a folder is there")


def as_name(number, raw):
    """Names of studies and models: letters, digits and little else, whatever else is in them."""
    with open("named.yaml", "wb") as file:
        file.write(study([b"t"], quoted(raw)))
    run(f"name {number}", "run", "named.yaml", "--dry-run", status=0 if is_name(raw) else 78)


def as_argument(number, raw):
    """As an option's value and as a path to read: argv holds no 0."""
    raw = raw.replace(b"\0", b"")
    for what in (["status", raw], ["report", raw], ["compare", "ok0", raw], ["predict", "ok0", "--model", raw],
                 ["run", "small.yaml", "--dry-run", b"--set=title=" + raw]) if number % 2 else \
                (["plot", raw], ["predict", "ok0", "--model", "attention", "--cell", raw], ["predict", "ok0", "--model", "attention", "--input", raw],
                 ["verify", raw], ["report", "ok0", b"--format=" + raw]):
        out, _ = run(f"argument {number} of {what[0]}", *what)
        checks.output(f"argument {number} of {what[0]}, stdout", out)


def as_folder(number, raw):
    """Where results go: a path below `paths`, or refused."""
    name = raw.replace(b"\0", b"").replace(b"/", b"_")[:200].decode("utf-8", "ignore").encode()
    if decoded(name) is None or is_unsafe(decoded(name)) or name in (b"", b".", b".."):
        run(f"folder {number}", "run", "small.yaml", "-o", b"paths/" + name, status=(0, 64))
        return
    run(f"folder {number}", "run", "small.yaml", "-o", b"paths/" + name, status=0)
    checks.require(os.path.exists(b"paths/" + name + b"/journal"), f"folder {number}", "no results there")
    for command in (["status"], ["report"], ["report", "--format", "latex"], ["report", "--format", "html"]):
        out, _ = run(f"folder {number} {command}", *command, b"paths/" + name, status=0)
        checks.output(f"folder {number} {command}", out)


def record(kind, identity, settings, payload):
    whole = struct.pack("<4sIQQQQ", b"ATNB", kind, len(payload), identity, settings, 0) + payload
    return whole + struct.pack("<I", zlib.crc32(whole))


def as_foreign_folder(number, texts):
    """A folder that somebody else made: the texts in its journal (a failed trial's reason, a run's lines) and in what it says
    of a run at work."""
    with open("paths/journal", "rb") as file:
        journal = file.read()
    at, out = 0, b""
    while at < len(journal):
        _, kind, length, identity, settings, _ = struct.unpack_from("<4sIQQQQ", journal, at)
        payload = journal[at + 40:at + 40 + length]
        if kind == 2:
            reason = texts[0].replace(b"\0", b"")[:95].ljust(96, b"\0")
            payload = struct.pack("<6i2d", 3, 0, 0, 0, 0, 0, 0.0, 0.0) + reason
        elif kind == 4:
            lines = [line + texts[1].replace(b"\n", b" ").replace(b"\0", b"") if i else line for i, line in enumerate(payload.splitlines())]
            payload = b"\n".join(lines) + b"\n"
        out += record(kind, identity, settings, payload)
        at += 44 + length
    os.makedirs("foreign", exist_ok=True)
    for name, content in (("journal", out), ("running", b"host " + texts[2] + b"\npid 1\nranks 2\nstarted 1\nupdated 2\n"), ("lock", texts[2] + b" 7\n")):
        with open(os.path.join("foreign", name), "wb") as file:
            file.write(content)
    if os.path.exists("foreign/study.h5"):
        os.remove("foreign/study.h5")
    out, _ = run(f"status of foreign {number}", "status", "foreign", status=0)
    checks.output(f"status of foreign {number}", out)
    for format_ in FORMATS:
        out, _ = run(f"report of foreign {number} {format_}", "report", "foreign", "--format", format_)
        CHECKERS[format_](f"report of foreign {number} {format_}", checks.output(f"report of foreign {number} {format_}", out))


def main():
    texts = make_texts()
    titles = [raw for raw in texts if is_title(raw)]
    refused = [raw for raw in texts if not is_title(raw)]
    per_study = 1 + MODELS + 6
    for number in range(0, len(titles), per_study):
        whole_study(number // per_study, titles[number:number + per_study])
    for number, raw in enumerate(refused):
        refused_title(number, raw)
    os.mkdir("paths")
    with open("small.yaml", "wb") as file:
        file.write(study([b"small"]))
    run("small", "run", "small.yaml", "-o", "paths", status=0)
    for number, raw in enumerate(texts):
        as_name(number, raw)
        as_argument(number, raw)
        if number % 5 == 0:
            as_folder(number, raw)
        if number % 5 == 0 and number + 2 < len(texts):
            as_foreign_folder(number, texts[number:number + 3])
    checks.require(not os.path.exists(CANARY), "canary", "something ran")
    expected = {"paths", "study.yaml", "refused.yaml", "named.yaml", "small.yaml", "foreign"}
    there = {name for name in os.listdir(".") if not re.fullmatch(r"(ok|plots)\d+", name)} - expected
    checks.require(not there, "files", f"left: {there}")
    print(f"{len(texts)} texts: {len(titles)} shown escaped, {len(refused)} refused; {checks.outputs} outputs looked at")
    return 1 if checks.failures else 0


sys.exit(main())
