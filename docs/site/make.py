"""make.py PROGRAM FOLDER VERSION FILE...: the documents, published pages and charts as a site of plain files in FOLDER.

Each FILE is copied to where it stands in the repository. A .md becomes .html too, by cmark-gfm. Each study below
results/published gets the page of `report --format html`. Each folder gets an index.html: its README, its charts, its files.
The site's own index.html has what README.md lists as further reading, and the published results.
"""
import html
import os
import re
import shutil
import subprocess
import sys

program, site, version, *files = sys.argv[1:]
STYLE = "docs/site/site.css"
GUIDE = "Where to read on"
CHARTS = (".svg", ".png")
PAGE = "report.html"
RESULTS, PLOTS = "results/published", "plots/published"


def run(*command, text=None):
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout


def heading_name(inner):
    """As GitHub calls the place of a heading, which links name."""
    text = html.unescape(re.sub(r"<[^>]*>", "", inner)).lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def site_link(link, folder):
    """A link of a document in `folder`, as it is on the site: to a page for a .md, to the index for a folder."""
    path, mark, heading = link.partition("#")
    if "://" in link or path == "":
        return link
    if os.path.isdir(os.path.join(folder, path)):
        path = path.rstrip("/") + "/index.html"
    return re.sub(r"\.md$", ".html", path) + mark + heading


def converted(text, folder):
    body = run("cmark-gfm", "-e", "table", text=re.sub(r"^<!--.*?-->\n", "", text, flags=re.M | re.S))
    body = re.sub(r"<h([1-6])>(.*?)</h\1>", lambda m: f'<h{m[1]} id="{heading_name(m[2])}">{m[2]}</h{m[1]}>', body)
    return re.sub(r'(href|src)="([^"]*)"', lambda m: f'{m[1]}="{site_link(m[2], folder)}"', body)


def write(path, body, title):
    up = "../" * path.count("/")
    target = os.path.join(site, path)
    os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
    with open(target, "w", encoding="utf-8") as out:
        out.write(f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
                  f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{html.escape(title)}</title>\n'
                  f'<link rel="stylesheet" href="{up}{STYLE}">\n</head>\n<body>\n<nav><a href="{up}index.html">attnbench {version}</a>'
                  f'<a href="{up}README.html">README</a><a href="{up}index.html#published-results">Results</a>'
                  f'<a href="{up}CHANGELOG.html">Changes</a></nav>\n{body}</body>\n</html>\n')


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def title_of(document):
    return re.search(r"^# (.*)$", read(document), flags=re.M)[1].replace("`", "")


def copy(path):
    os.makedirs(os.path.join(site, os.path.dirname(path)), exist_ok=True)
    shutil.copyfile(path, os.path.join(site, path))
    if path.endswith(".md"):
        write(path[:-3] + ".html", converted(read(path), os.path.dirname(path)), title_of(path))


def title_of_folder(folder):
    """Of a folder of charts: that of the study whose charts they are."""
    for readme in (f"{folder}/README.md", folder.replace(PLOTS, RESULTS, 1) + "/README.md"):
        if os.path.exists(readme):
            return title_of(readme)
    return folder


def write_index(folder, names):
    """Of a folder below the site's: its README or else its title, the report's page, charts, links to the rest."""
    title = title_of_folder(folder)
    shown = ("README.md", "README.html", PAGE)
    rest = [name for name in names if name not in shown and not name.endswith(CHARTS)]
    body = converted(read(f"{folder}/README.md"), folder) if "README.md" in names else f"<h1>{html.escape(title)}</h1>\n"
    if PAGE in names:
        body += f'<p><a href="{PAGE}">The report as a page</a></p>\n'
    for name in (n for n in names if n.endswith(CHARTS)):
        body += f'<figure><img src="{name}" alt="{name[:-4]}"><figcaption><a href="{name}">{name}</a></figcaption></figure>\n'
    items = "".join(f'<li><a href="{name}">{name.removesuffix("/index.html")}</a></li>\n' for name in rest)
    write(f"{folder}/index.html", body + (f"<ul>\n{items}</ul>\n" if items else ""), title)


def write_indexes():
    for folder, folders, names in os.walk(site, topdown=False):
        if folder != site:
            folders = [f"{f}/index.html" for f in folders]
            write_index(os.path.relpath(folder, site), sorted(folders + [n for n in names if n != "index.html"]))


def write_page(study):
    with open(os.path.join(site, RESULTS, study, PAGE), "w", encoding="utf-8") as out:
        out.write(run(program, "report", f"{RESULTS}/{study}", "--format", "html"))


def result_row(study):
    if not os.path.exists(f"{RESULTS}/{study}/README.md"):
        sys.exit(f"make.py: {RESULTS}/{study} has a study.h5, but no README.md: make publish writes it")
    readme = read(f"{RESULTS}/{study}/README.md")
    charts = f"{PLOTS}/{study}"
    cells = [f"[{title_of(f'{RESULTS}/{study}/README.md')}]({RESULTS}/{study}/{PAGE})",
             f"[charts]({charts})" if os.path.isdir(charts) else "",
             f"[how]({RESULTS}/{study}/README.md)", f"`{re.search('digest `([0-9a-f]+)`', readme)[1]}`"]
    return "| " + " | ".join(cells) + " |\n"


def main():
    readme = read("README.md")
    lead = re.search(r"\A# .*\n\n(.*\n)", readme)[1]
    guide = re.search(rf"^## {GUIDE}\n(.*?)(?=^## |\Z)", readme, flags=re.M | re.S)
    if guide is None:
        sys.exit(f'make.py: README.md has no section "{GUIDE}", which is the list of pages')
    for path in [*files, STYLE]:
        copy(path)
    studies = sorted((os.path.relpath(folder, RESULTS) for folder, _, names in os.walk(RESULTS) if "study.h5" in names),
                     key=lambda study: ("/" in study, study != "tutorial", study))
    rows = "".join(map(result_row, studies))
    for study in studies:
        write_page(study)
    others = sorted(name for name in os.listdir(PLOTS) if not os.path.isdir(f"{RESULTS}/{name}"))
    text = f"# attnbench {version}\n\n{lead}\n[README](README.md) has a first study; [what changed](CHANGELOG.md).\n\n"
    text += f"## {GUIDE}\n{guide[1]}\n## Published results\n\n| study | charts | made | digest |\n|---|---|---|---|\n"
    text += rows
    text += "\nFurther charts: " + ", ".join(f"[{name}]({PLOTS}/{name})" for name in others) + ".\n"
    write_indexes()
    write("index.html", converted(text, "."), f"attnbench {version}")


main()
