"""Looks for the least value of a bumpy function, by hill climbing or by simulated annealing.

minimize.py METHOD STEPS SEED: writes its results to the file that ATTNBENCH_RESULTS names."""
import json
import math
import os
import random
import sys

METHOD, STEPS, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
STARTS = 20


def height(x):
    """Rastrigin's function of one variable: its least value is 0, at 0, among many other minima."""
    return 10 + x * x - 10 * math.cos(2 * math.pi * x)


def search(draw):
    x = draw.uniform(-5, 5)
    best = height(x)
    for step in range(STEPS):
        heat = 10 * (1 - step / STEPS) if METHOD == "annealing" else 0
        other = x + draw.gauss(0, 0.5)
        rise = height(other) - height(x)
        if rise <= 0 or (heat > 0 and draw.random() < math.exp(-rise / heat)):
            x = other
        best = min(best, height(x))
    return best


draw = random.Random(SEED)
values = [search(draw) for _ in range(STARTS)]
with open(os.environ["ATTNBENCH_RESULTS"], "w", encoding="utf-8") as results:
    print(json.dumps({"value": sum(values) / STARTS}), file=results)
    print(json.dumps({"found": {"hits": sum(value < 1 for value in values), "of": STARTS}}), file=results)
