"""What the formats of report say, in a form in which they can be compared."""

import html
import html.parser
import re


def squeezed(text):
    """Without blanks, and with one sign for minus."""
    return re.sub(r"\s+", "", text).replace("−", "-")


def plain_markdown(text):
    return re.sub(r"\\([!-/:-@[-`{-~])", r"\1", text)


def markdown_rows(text):
    """The fields of all rows of tables, heads apart."""
    rows, lines = [], text.splitlines()
    for i, line in enumerate(lines):
        is_head = i + 1 < len(lines) and lines[i + 1].startswith("| ---")
        if line.startswith("| ") and not line.startswith("| ---") and not is_head:
            rows.append([plain_markdown(field.strip()) for field in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


SIGNS = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textless": "<", "textgreater": ">", "textbar": "|",
         "textquotedbl": '"', "textasciigrave": "`", "textquotesingle": "'"}


def plain_latex(text):
    text = re.sub(r"\\shortstack\[r\]|\\rightskip=0pt plus 1fil |\\\\|\\sloppy |\\par(?=\})", "", text)
    text = text.replace("$-$", "-").replace("\\char34{}", '"')
    text = re.sub(r"\\(text[a-z]+)(\{\})?", lambda match: SIGNS.get(match.group(1), ""), text)
    return re.sub(r"\\([&%$#_{}])", r"\1", re.sub(r"(?<!\\)[{}]", "", text))


def latex_lines(text):
    """The rows of tables, without what stands between fields; a row's prose is in lines of its own and is added to it."""
    lines = []
    for line in text.splitlines():
        if not line.endswith("\\\\") or line.startswith("\\shortstack"):
            continue
        prose = re.match(r"\\multicolumn\{\d+\}\{.*?\\textwidth\}\}\{[a-z]+: (.*)\} \\\\$", line)
        if prose and lines:
            lines[-1] += squeezed(plain_latex(prose.group(1)))
        else:
            lines.append(squeezed(plain_latex(re.sub(r"(?<!\\)&", "", line[:-2]))))
    return lines


def words_below(format_, text):
    """What stands below the last table, squeezed."""
    if format_ == "markdown":
        lines = text.splitlines()
        last = max(i for i, line in enumerate(lines) if line.startswith("|"))
        return squeezed(plain_markdown("\n".join(lines[last + 1:])))
    if format_ == "latex":
        return squeezed(plain_latex(re.split(r"\\end\{(?:table|longtable)\}", text)[-1]))
    return squeezed(text.rstrip("\n").split("\n\n")[-1])


class _Tables(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tables, self.field = [], None

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.field = []

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append("".join(self.field).strip())
            self.field = None

    def handle_data(self, data):
        if self.field is not None:
            self.field.append(data)


def html_rows(text):
    """The tables of a page: rows of fields, the head first."""
    page = _Tables()
    page.feed(text)
    return page.tables


def html_answers(text):
    """The page's answers in words, but for those of a model alone and of errors, which only the page has."""
    answers = [html.unescape(re.sub(r"<[^>]*>", "", answer)) for answer in re.findall(r'<p class="answer">(.*?)</p>', text, re.S)]
    return [squeezed(answer) for answer in answers if not re.search(r" is the study's only model:|^Of the .*, less is better\.$", answer)]
