#!/usr/bin/env python3
"""Time of a training step in JAX: all steps of a round in one compiled loop, on one core."""

import os

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false " + os.environ.get("XLA_FLAGS", "")

import functools
import math

import jax
import jax.numpy as jnp

import common

MOST_STEPS_LAID_OUT = 8  # measured: 5 time steps are a fifth faster laid out one after the other, 20 are a third slower


def hard_sigmoid(x):
    return jnp.clip(0.2 * x + 0.5, 0, 1)


def scan(step, carry, xs, length):
    """The states of all time steps: few of them laid out one after the other, many in a loop."""
    return jax.lax.scan(step, carry, xs, length, unroll=length <= MOST_STEPS_LAID_OUT)[1]


def lstm_states(zx, U):
    """[i f g o] = [s s tanh s](x W + h U + b), c' = f c + i g, h' = o tanh(c'): zx = x W + b (T, B, 4H) -> (T, B, H)."""

    def step(carry, zx):
        h, c = carry
        i, f, g, o = jnp.split(zx + h @ U, 4, axis=-1)
        c = hard_sigmoid(f) * c + hard_sigmoid(i) * jnp.tanh(g)
        h = hard_sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    zeros = jnp.zeros((zx.shape[1], U.shape[0]), zx.dtype)
    return scan(step, (zeros, zeros), zx, len(zx))


# The gradient of U as one product over all time steps, in place of one a step: a fifth less time in batches of 32, but
# a tenth more without batches.
lstm_of_batches = jax.custom_vjp(lstm_states)


def lstm(zx, U):
    return (lstm_of_batches if zx.shape[1] > 1 else lstm_states)(zx, U)


def lstm_forward(zx, U):
    h, pull = jax.vjp(lambda z: lstm_states(z, U), zx)
    return h, (pull, h)


def lstm_backward(kept, dh):
    pull, h = kept
    (dz,) = pull(dh)
    before = jnp.concatenate([jnp.zeros_like(h[:1]), h[:-1]])
    return dz, jnp.einsum("tbh,tbk->hk", before, dz)


lstm_of_batches.defvjp(lstm_forward, lstm_backward)


def encode(p, tokens):
    return lstm(p["W"][tokens] + p["b"], p["U"])  # one-hot input times W: its rows


def baseline(p, tokens):
    """Encoder's last state, repeated -> LSTM -> h W + b. tokens (T, B) -> scores before the softmax (T, B, F)."""
    last = encode(p["encoder"], tokens)[-1]
    zx = last @ p["decoder"]["W"] + p["decoder"]["b"]
    h = lstm(jnp.broadcast_to(zx, (len(tokens), *zx.shape)), p["decoder"]["U"])
    return h @ p["output"]["W"] + p["output"]["b"]


def attention(p, tokens):
    """The additive-attention decoder. tokens (T, B) -> scores before the softmax (T, B, F)."""
    x = encode(p["encoder"], tokens)
    p = p["attention"]
    units, keys = x.shape[-1], x @ p["U_a"] + p["b_a"]

    def step(carry, _):
        s, y = carry
        a = jax.nn.softmax(jnp.tanh(s @ p["W_a"] + keys) @ p["V_a"], axis=0)  # e_j = tanh(s W_a + x_j U_a + b_a) V_a
        c = (a[:, :, None] * x).sum(0)
        rzo = y @ p["W_rzo"] + s @ p["U_rzo"] + c @ p["C_rzo"] + p["b_rzo"]
        r, z, o = jnp.split(rzo, (units, 2 * units), axis=-1)
        r, z = jax.nn.sigmoid(r), jax.nn.sigmoid(z)
        proposal = jnp.tanh(y @ p["W_p"] + (r * s) @ p["U_p"] + c @ p["C_p"] + p["b_p"])
        return ((1 - z) * s + z * proposal, jax.nn.softmax(o)), o  # y_t from the state before

    start = jnp.tanh(x[0] @ p["W_s"]), jnp.zeros((x.shape[1], p["W_p"].shape[0]), x.dtype)
    return scan(step, start, None, len(x))


def norm(p, x):
    x = x - x.mean(-1, keepdims=True)
    return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-5) * p["scale"] + p["shift"]


def attend(p, q, k, causal=False):
    """Scaled dot products of each head: q (B, L, H) sees k (B, T, H)."""
    split = lambda x: x.reshape(*x.shape[:2], common.HEADS, -1)
    q, k, v = split(q @ p["W_q"] + p["b_q"]), split(k @ p["W_k"]), split(k @ p["W_v"] + p["b_v"])
    scores = jnp.einsum("blhd,bthd->bhlt", q, k) / math.sqrt(q.shape[-1])
    if causal:
        scores = jnp.where(jnp.tri(q.shape[1], dtype=bool), scores, -jnp.inf)
    context = jnp.einsum("bhlt,bthd->blhd", jax.nn.softmax(scores), v)
    return context.reshape(*context.shape[:2], -1) @ p["W_o"] + p["b_o"]


def feed(p, x):
    return jax.nn.relu(x @ p["W_1"] + p["b_1"]) @ p["W_2"] + p["b_2"]


def transformer(p, tokens, targets):
    """Layers normalise first. tokens (T, B), targets (T, B) -> scores before the softmax (T, B, F)."""
    n_in, batch = tokens.shape
    P = jnp.asarray(common.positions(n_in, p["embedding_in"].shape[1]), jnp.float32)
    layer, e = p["encoder"], p["embedding_in"][tokens.T] + P
    z = norm(layer["norm1"], e)
    e = e + attend(layer["self"], z, z)
    e = norm(p["encoder_norm"], e + feed(layer["feed_forward"], norm(layer["norm2"], e)))
    start = jnp.full((batch, 1), len(p["embedding_out"]) - 1)
    layer, d = p["decoder"], p["embedding_out"][jnp.concatenate([start, targets.T[:, :-1]], 1)] + P
    z = norm(layer["norm1"], d)
    d = d + attend(layer["self"], z, z, causal=True)
    d = d + attend(layer["cross"], norm(layer["norm2"], d), e)
    d = norm(p["decoder_norm"], d + feed(layer["feed_forward"], norm(layer["norm3"], d)))
    return (d @ p["output"]["W"] + p["output"]["b"]).transpose(1, 0, 2)


def adam(p, gradient, m, v, t):
    rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, gradient)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradient)
    return jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-8), p, m, v), m, v


def loss_of(p, model, tokens, targets):
    log_q = jax.nn.log_softmax(model(p, tokens, targets) if model is transformer else model(p, tokens))
    return -jnp.take_along_axis(log_q, targets[..., None], axis=-1).mean()


SIZES = ("model", "n_in", "n_out", "cardinality", "batch", "steps")


@functools.partial(jax.jit, static_argnames=SIZES, donate_argnames="state")
def train(state, model, n_in, n_out, cardinality, batch, steps):
    def step(state, _):
        p, m, v, t, key = state
        key, now = jax.random.split(key)
        tokens = jax.random.randint(now, (n_in, batch), 0, cardinality)
        targets = jnp.where(jnp.arange(n_in)[:, None] < n_out, tokens, 0)
        loss, gradient = jax.value_and_grad(loss_of)(p, model, tokens, targets)
        p, m, v = adam(p, gradient, m, v, t)
        return (p, m, v, t + 1, key), loss

    return jax.lax.scan(step, state, length=steps)


def main():
    a = common.read_arguments(__doc__)
    weights = common.initial_weights(a.model, a.units, a.cardinality)
    p, m, v = (jax.tree.map(lambda w: jnp.asarray(w * scale, jnp.float32), weights) for scale in (1, 0, 0))
    state = p, m, v, jnp.float32(1), jax.random.key(0)
    model = {"baseline": baseline, "attention": attention, "transformer": transformer}[a.model]
    sizes = {"n_in": a.n_in, "n_out": a.n_out, "cardinality": a.cardinality, "batch": a.batch}
    if a.losses:
        common.print_losses(train(state, model, **sizes, steps=a.steps)[1].tolist())
        return

    def run_round():
        nonlocal state
        state, losses = train(state, model, **sizes, steps=a.steps_a_round)
        losses.block_until_ready()

    common.print_times(a, run_round, library=f"jax {jax.__version__}")


main()
