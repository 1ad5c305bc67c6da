"""Compares tables with stored ones: fixtures.py EXPECTED FOUND, two folders
FOUND must have each column of the CSV files and each key of the JSON files in EXPECTED, with the same values. It may have more."""
import json
import pathlib
import re
import sys

FIELD = re.compile(r'("(?:[^"]|"")*"|[^,]*)(?:,|$)')


def fields(line):
    """The fields of a line of CSV, with their quotes."""
    found, at = [], 0
    while at <= len(line):
        match = FIELD.match(line, at)
        found.append(match.group(1))
        at = match.end() + (match.end() == len(line) and not match.group(0).endswith(","))
    return found


def columns(text):
    """The columns of a CSV file by their headings."""
    rows = [fields(line) for line in text.removesuffix("\n").split("\n")]
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}


def differences(expected, found, place):
    """Yields what of expected is not in found."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            if key in found:
                yield from differences(value, found[key], f"{place}.{key}")
            else:
                yield f"{place}.{key} is missing"
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for i, value in enumerate(expected):
            yield from differences(value, found[i], f"{place}[{i}]")
    elif expected != found or type(expected) is not type(found):
        yield f"{place} is {found!r:.200}, not {expected!r:.200}"


def number(digits):
    return ("number", digits)


def reordered(expected, found, place):
    """Yields whether the columns of expected stand in another order in found."""
    if [key for key in found if key in expected] != [key for key in expected if key in found]:
        yield f"{place}: its columns stand in another order"


def read(path):
    """A table whose numbers are told apart by their digits."""
    text = path.read_bytes().decode()
    return columns(text) if path.suffix == ".csv" else json.loads(text, parse_float=number, parse_int=number)


def main():
    expected, found = map(pathlib.Path, sys.argv[1:])
    files = sorted(path.name for path in expected.iterdir() if path.suffix in (".csv", ".json"))
    if not files:
        print("failed tables: none are stored")
    for name in files:
        try:
            tables = read(expected / name), read(found / name)
            wrong = list(differences(*tables, name))
            if name.endswith(".csv"):
                wrong += reordered(*tables, name)
        except (OSError, ValueError, IndexError) as error:
            wrong = [f"{error!r}"]
        print(f"failed {name}: {len(wrong)} differences, the first: {wrong[0]}" if wrong else f"ok {name}")


main()
