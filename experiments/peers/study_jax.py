"""The tutorial's two models in JAX: one training, all of whose steps are one compiled loop.

A study runs it: settings come from the environment, as ATTNBENCH_UNITS. Speed is in processor time."""
import json
import math
import os
import time

import jax
import jax.numpy as jnp
import numpy

MODEL = os.environ["ATTNBENCH_NETWORK"]
NAMES = "N_IN", "N_OUT", "CARDINALITY", "UNITS", "EPOCHS", "SEQUENCES", "SEED"
N_IN, N_OUT, F, H, EPOCHS, SEQUENCES, SEED = (int(os.environ["ATTNBENCH_" + name]) for name in NAMES)
glorot, orthogonal = jax.nn.initializers.glorot_uniform(), jax.nn.initializers.orthogonal()


def gate(x):  # Keras 2's hard sigmoid; jax.nn.hard_sigmoid has the slope 1/6
    return jnp.clip(0.2 * x + 0.5, 0, 1)


def initial_lstm(key, n_in):
    a, b = jax.random.split(key)
    bias = jnp.zeros((4, H)).at[1].set(1).ravel()  # 1 for the forget gate
    return {"W": glorot(a, (n_in, 4 * H)), "U": orthogonal(b, (H, 4 * H)), "b": bias}


def initial_weights(key):
    keys = iter(jax.random.split(key, 20))
    p = {"encoder": initial_lstm(next(keys), F)}
    if MODEL == "baseline":
        return p | {"decoder": initial_lstm(next(keys), H), "W": glorot(next(keys), (H, F)), "b": jnp.zeros(F)}
    limit = jnp.sqrt(3 / jnp.sqrt(H))  # Glorot's, in = out = sqrt(H)
    p |= {"W_a": glorot(next(keys), (H, H)), "U_a": glorot(next(keys), (H, H)), "b_a": jnp.zeros(H)}
    p |= {"V_a": jax.random.uniform(next(keys), (H,), minval=-limit, maxval=limit)}
    p |= {"W_s": orthogonal(next(keys), (H, H))}
    for g, width in ("r", H), ("z", H), ("p", H), ("o", F):
        p |= {f"{name}_{g}": orthogonal(next(keys), (n, width)) for name, n in (("W", F), ("U", H), ("C", H))}
        p |= {"b_" + g: jnp.zeros(width)}
    return p


def lstm(p, inputs):  # (T, in) -> (T, H)
    h, c, states = jnp.zeros(H), jnp.zeros(H), []
    for x in inputs @ p["W"] + p["b"]:
        i, f, g, o = jnp.split(x + h @ p["U"], 4)
        c = gate(f) * c + gate(i) * jnp.tanh(g)
        h = gate(o) * jnp.tanh(c)
        states.append(h)
    return jnp.stack(states)


def outputs(p, values):  # (T,) -> (T, F), before the softmax
    x = lstm(p["encoder"], jax.nn.one_hot(values, F))
    if MODEL == "baseline":
        return lstm(p["decoder"], jnp.tile(x[-1], (N_IN, 1))) @ p["W"] + p["b"]
    s, y, scores = jnp.tanh(x[0] @ p["W_s"]), jnp.zeros(F), []
    for _ in range(N_IN):
        a = jax.nn.softmax(jnp.tanh(s @ p["W_a"] + x @ p["U_a"] + p["b_a"]) @ p["V_a"])
        take = lambda g, state: y @ p["W_" + g] + state @ p["U_" + g] + a @ x @ p["C_" + g] + p["b_" + g]
        r, z = jax.nn.sigmoid(take("r", s)), jax.nn.sigmoid(take("z", s))
        scores.append(take("o", s))
        s, y = (1 - z) * s + z * jnp.tanh(take("p", r * s)), jax.nn.softmax(scores[-1])
    return jnp.stack(scores)


def loss_of(p, values, target):
    scores = outputs(p, values)
    q = jnp.clip(jax.nn.softmax(scores)[jnp.arange(N_IN), target], 1e-7, 1 - 1e-7)
    return -jnp.log(q).mean(), (scores.argmax(-1) == target).mean()


def step(state, pair):
    p, m, v, t = state
    (loss, right), g = jax.value_and_grad(loss_of, has_aux=True)(p, *pair)
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
    rate = 0.001 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    p = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-8), p, m, v)
    return (p, m, v, t + 1), (loss, right)


values = numpy.random.default_rng(SEED).integers(0, F, (EPOCHS + SEQUENCES, N_IN))
targets = numpy.where(numpy.arange(N_IN) < N_OUT, values, 0)
p, training = initial_weights(jax.random.key(SEED)), (values[:EPOCHS], targets[:EPOCHS])
state = p, jax.tree.map(jnp.zeros_like, p), jax.tree.map(jnp.zeros_like, p), 1.0
train = jax.jit(lambda state, pairs: jax.lax.scan(step, state, pairs)).lower(state, training).compile()
begin = time.process_time()
(p, *_), (losses, right) = jax.block_until_ready(train(state, training))
seconds = time.process_time() - begin
scores = jax.vmap(outputs, (None, 0))(p, values[EPOCHS:])
entropy = jax.vmap(loss_of, (None, 0, 0))(p, values[EPOCHS:], targets[EPOCHS:])[0].mean()
with open(os.environ["ATTNBENCH_RESULTS"], "w", encoding="utf-8") as results:
    for epoch, (loss, share) in enumerate(zip(losses.tolist(), right.tolist()), 1):
        print(json.dumps({"epoch": epoch, "loss": loss, "accuracy": share}), file=results)
    hits = int((scores.argmax(-1) == targets[EPOCHS:]).all(-1).sum())
    figures = {"accuracy": {"hits": hits, "of": SEQUENCES}, "perplexity": math.exp(entropy)}
    print(json.dumps(figures | {"steps_per_second": EPOCHS / seconds}), file=results)
