"""links.py DOCUMENT...: each link to a file, and to a heading, must lead somewhere, of .md and .html. Names those that do not."""
import os
import re
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def places(path):
    """The names by which links lead to places of a document: of Markdown, those that GitHub makes of the headings."""
    if path.endswith(".html"):
        yield from re.findall(r'\bid="([^"]*)"', read(path))
        return
    text = re.sub(r"```.*?```", "", read(path), flags=re.S)
    for heading in re.findall(r"^#+ (.*)$", text, flags=re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def links(document):
    pattern = r'\b(?:href|src)="([^"]+)"' if document.endswith(".html") else r"\]\(([^)\s]+)\)"
    return re.findall(pattern, read(document))


def is_broken(document, link):
    path, _, place = link.partition("#")
    target = os.path.join(os.path.dirname(document), path) if path else document
    is_there = os.path.isfile(target) if document.endswith(".html") else os.path.exists(target)
    return not is_there or (place and place not in places(target))


broken = [f"{document}: {link}" for document in sys.argv[1:] for link in links(document)
          if not re.match(r"\w+:", link) and is_broken(document, link)]
print(*broken, sep="\n")
sys.exit(1 if broken else 0)
