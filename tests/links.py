"""links.py DOCUMENT.md: each link to a file, and to a heading, must lead somewhere. Names those that do not."""
import os
import re
import sys


def headings(path):
    """The names by which GitHub links to the headings of a document."""
    text = re.sub(r"```.*?```", "", open(path, encoding="utf-8").read(), flags=re.S)
    for heading in re.findall(r"^#+ (.*)$", text, flags=re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def is_broken(document, link):
    path, _, heading = link.partition("#")
    target = os.path.join(os.path.dirname(document), path) if path else document
    return not os.path.exists(target) or (heading and heading not in headings(target))


document = sys.argv[1]
links = re.findall(r"\]\(([^)\s]+)\)", open(document, encoding="utf-8").read())
broken = [link for link in links if "://" not in link and is_broken(document, link)]
print(*broken, sep="\n")
sys.exit(1 if broken else 0)
