"""What the peers share: arguments, initial weights of both models, how steps are timed, and what is printed."""

import argparse
import json
import statistics
import time

import numpy as np

HEADS = 2  # of a transformer: attnbench's when nothing else is said
ROUNDS = 7  # as in `attnbench bench`, whose figures are medians of as many rounds
SIZES = {"n_in": 5, "n_out": 2, "cardinality": 50, "units": 150, "batch": 1}  # the tutorial's


def positive(text):
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"it is '{text}': it must be a whole number from 1")
    return int(text)


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(64, f"{self.prog}: {message}\n")


def read_arguments(description, *more):
    parser = Parser(description=description)
    parser.add_argument("--model", choices=("baseline", "attention", "transformer"), required=True)
    for name, default in {**SIZES, "steps": 1400}.items():
        option = "--" + name.replace("_", "-")
        parser.add_argument(option, type=positive, default=default, metavar="N", help=f"default: {default}")
    parser.add_argument("--losses", action="store_true", help="print the loss of each step, and no times")
    for option, meaning in more:
        parser.add_argument(option, **meaning)
    arguments = parser.parse_args()
    if arguments.n_out > arguments.n_in:
        parser.error(f"--n-out is {arguments.n_out}: it must be at most --n-in, {arguments.n_in}")
    arguments.steps_a_round = max(1, arguments.steps // ROUNDS)
    return arguments


def glorot_uniform(rng, n_in, n_out, shape=None):
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, shape or (n_in, n_out))


def orthogonal(rng, n_in, n_out):
    u, _, v = np.linalg.svd(rng.normal(size=(n_in, n_out)), full_matrices=False)
    return u if u.shape == (n_in, n_out) else v


def initial_lstm(rng, n_in, units):
    b = np.zeros(4 * units)
    b[units : 2 * units] = 1  # the forget gate's
    return {"W": glorot_uniform(rng, n_in, 4 * units), "U": orthogonal(rng, units, 4 * units), "b": b}


def initial_output(rng, units, cardinality):
    return {"W": glorot_uniform(rng, units, cardinality), "b": np.zeros(cardinality)}


def initial_attention(rng, units, cardinality):
    """W_r, W_z and W_o lie side by side, so that one product serves all three; U, C and b likewise."""
    widths = (units, units, cardinality)
    side_by_side = lambda n_in: np.concatenate([orthogonal(rng, n_in, n) for n in widths], axis=1)
    root = np.sqrt(units)
    return {
        "W_a": glorot_uniform(rng, units, units),
        "U_a": glorot_uniform(rng, units, units),
        "b_a": np.zeros(units),
        "V_a": glorot_uniform(rng, root, root, (units,)),
        "W_s": orthogonal(rng, units, units),
        "W_rzo": side_by_side(cardinality),
        "U_rzo": side_by_side(units),
        "C_rzo": side_by_side(units),
        "b_rzo": np.zeros(sum(widths)),
        "W_p": orthogonal(rng, cardinality, units),
        "U_p": orthogonal(rng, units, units),
        "C_p": orthogonal(rng, units, units),
        "b_p": np.zeros(units),
    }


def initial_norm(units):
    return {"scale": np.ones(units), "shift": np.zeros(units)}


def initial_heads(rng, units):
    """Keys have no bias."""
    weights = {f"W_{name}": glorot_uniform(rng, units, units) for name in "qkvo"}
    return weights | {f"b_{name}": np.zeros(units) for name in "qvo"}


def initial_feed_forward(rng, units):
    wide = 4 * units
    weights = {"W_1": glorot_uniform(rng, units, wide), "W_2": glorot_uniform(rng, wide, units)}
    return weights | {"b_1": np.zeros(wide), "b_2": np.zeros(units)}


def initial_transformer(units, cardinality):
    """One layer on either side. Widths as attnbench has them when nothing else is said."""
    rng = np.random.default_rng(1)
    layer = lambda attentions: (
        {name: initial_heads(rng, units) for name in attentions}
        | {f"norm{i}": initial_norm(units) for i in range(1, len(attentions) + 2)}
        | {"feed_forward": initial_feed_forward(rng, units)}
    )
    unit_variance = lambda rows: rng.uniform(-np.sqrt(3), np.sqrt(3), (rows, units))
    return {
        "embedding_in": unit_variance(cardinality),
        "embedding_out": unit_variance(cardinality + 1),  # the last row is "start"
        "encoder": layer(["self"]),
        "decoder": layer(["self", "cross"]),
        "encoder_norm": initial_norm(units),
        "decoder_norm": initial_norm(units),
        "output": {"W": glorot_uniform(rng, units, cardinality), "b": np.zeros(cardinality)},
    }


def positions(steps, units):
    """P[t, i] = sin(t / 10000^(2⌊i/2⌋/H)) at even i, cos of the same at odd i."""
    i = np.arange(units)
    angle = np.arange(steps)[:, None] / 10000 ** (2 * (i // 2) / units)
    return np.where(i % 2 == 0, np.sin(angle), np.cos(angle))


def initial_weights(model, units, cardinality):
    if model == "transformer":
        return initial_transformer(units, cardinality)
    rng = np.random.default_rng(1)
    weights = {"encoder": initial_lstm(rng, cardinality, units)}
    if model == "baseline":
        weights["decoder"] = initial_lstm(rng, units, units)
        weights["output"] = initial_output(rng, units, cardinality)
    else:
        weights["attention"] = initial_attention(rng, units, cardinality)
    return weights


def time_steps(run_round, steps_a_round):
    """Median microseconds of a step, by the clock and as processor time: the same where nothing else runs."""
    run_round()
    wall, cpu = [], []
    for _ in range(ROUNDS):
        wall_start, cpu_start = time.perf_counter(), time.process_time()
        run_round()
        wall.append((time.perf_counter() - wall_start) * 1e6 / steps_a_round)
        cpu.append((time.process_time() - cpu_start) * 1e6 / steps_a_round)
    return statistics.median(wall), statistics.median(cpu)


def print_times(arguments, run_round, **more):
    us, cpu_us = time_steps(run_round, arguments.steps_a_round)
    line = {"model": arguments.model, **{name: getattr(arguments, name) for name in SIZES}}
    line |= {"steps": arguments.steps_a_round * ROUNDS}
    line |= {"us_per_step": round(us, 2), "cpu_us_per_step": round(cpu_us, 2)}
    line |= {"sequences_per_second": round(1e6 * arguments.batch / us, 1), **more}
    print(json.dumps(line))


def print_losses(losses):
    for step, loss in enumerate(losses, 1):
        print(step, f"{loss:.6f}")
