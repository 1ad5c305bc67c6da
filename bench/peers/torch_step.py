#!/usr/bin/env python3
"""Time of a training step in PyTorch on one thread: eager, or compiled by torch.compile with --compiled."""

import functools

import numpy as np
import torch
from torch import nn

import common


def parameter(array):
    return nn.Parameter(torch.tensor(np.ascontiguousarray(array), dtype=torch.float32))


def lstm_of(weights):
    """PyTorch's own LSTM. Its gates are sigmoids, not hard ones: a loop over the equations in Python takes longer."""
    lstm = nn.LSTM(weights["W"].shape[0], weights["U"].shape[0])
    given = {"weight_ih_l0": weights["W"].T, "weight_hh_l0": weights["U"].T}
    given |= {"bias_ih_l0": weights["b"], "bias_hh_l0": 0 * weights["b"]}
    lstm.load_state_dict({name: torch.tensor(array, dtype=torch.float32) for name, array in given.items()})
    lstm.bias_hh_l0.requires_grad_(False)  # a second bias, which would double the rate of learning of the first
    return lstm


class Baseline(nn.Module):
    """Encoder's last state, repeated -> LSTM -> h W + b. tokens (T, B) -> scores before the softmax (T, B, F)."""

    def __init__(self, weights):
        super().__init__()
        self.encoder, self.decoder = lstm_of(weights["encoder"]), lstm_of(weights["decoder"])
        self.W, self.b = parameter(weights["output"]["W"]), parameter(weights["output"]["b"])

    def forward(self, tokens):
        one_hot = nn.functional.one_hot(tokens, self.b.shape[0]).float()
        last = self.encoder(one_hot)[0][-1]
        return self.decoder(last.expand(len(tokens), -1, -1))[0] @ self.W + self.b


class Attention(nn.Module):
    """The additive-attention decoder. tokens (T, B) -> scores before the softmax (T, B, F)."""

    def __init__(self, weights):
        super().__init__()
        self.encoder = lstm_of(weights["encoder"])
        self.p = nn.ParameterDict({name: parameter(array) for name, array in weights["attention"].items()})

    def forward(self, tokens):
        p, add = self.p, torch.addmm
        n_units, n_values = p["W_s"].shape[0], p["W_p"].shape[0]
        x = self.encoder(nn.functional.one_hot(tokens, n_values).float())[0]
        keys = x @ p["U_a"] + p["b_a"]
        s, y = torch.tanh(x[0] @ p["W_s"]), x.new_zeros(x.shape[1], n_values)
        outputs = []
        for _ in range(len(tokens)):
            a = torch.softmax(torch.tanh(s @ p["W_a"] + keys) @ p["V_a"], 0)  # e_j = tanh(s W_a + x_j U_a + b_a) V_a
            c = (a[:, :, None] * x).sum(0)
            rzo = add(add(add(p["b_rzo"], y, p["W_rzo"]), s, p["U_rzo"]), c, p["C_rzo"])
            r, z = torch.sigmoid(rzo[:, : 2 * n_units]).chunk(2, 1)
            proposal = torch.tanh(add(add(add(p["b_p"], y, p["W_p"]), r * s, p["U_p"]), c, p["C_p"]))
            outputs.append(rzo[:, 2 * n_units :])
            s, y = torch.lerp(s, proposal, z), torch.softmax(outputs[-1], 1)  # y_t from the state before
        return torch.stack(outputs)


def module_of(module, weights):
    """The module with these initial weights, by the names that it has for them."""
    module.load_state_dict({name: torch.tensor(array, dtype=torch.float32) for name, array in weights.items()})
    return module


def linear_of(W, b=None):
    weights = {"weight": W.T} | ({} if b is None else {"bias": b})
    return module_of(nn.Linear(*W.shape, bias=b is not None), weights)


def norm_of(weights):
    return module_of(nn.LayerNorm(len(weights["scale"])), {"weight": weights["scale"], "bias": weights["shift"]})


class Heads(nn.Module):
    """Scaled dot products of each head: q (B, L, H) sees k (B, T, H)."""

    def __init__(self, weights):
        super().__init__()
        self.q, self.k, self.v, self.o = (linear_of(weights[f"W_{n}"], weights.get(f"b_{n}")) for n in "qkvo")

    def forward(self, q, k, causal=False):
        split = lambda x: x.unflatten(-1, (common.HEADS, -1)).transpose(1, 2)
        q, k, v = split(self.q(q)), split(self.k(k)), split(self.v(k))
        context = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=causal)
        return self.o(context.transpose(1, 2).flatten(2))


class Layer(nn.Module):
    def __init__(self, weights):
        super().__init__()
        feed = weights["feed_forward"]
        self.norms = nn.ModuleList(norm_of(weights[name]) for name in sorted(weights) if name.startswith("norm"))
        self.self, self.cross = Heads(weights["self"]), Heads(weights["cross"]) if "cross" in weights else None
        self.feed = nn.Sequential(linear_of(feed["W_1"], feed["b_1"]), nn.ReLU(), linear_of(feed["W_2"], feed["b_2"]))

    def forward(self, x, memory=None):
        z = self.norms[0](x)
        x = x + self.self(z, z, causal=memory is not None)
        if memory is not None:
            x = x + self.cross(self.norms[1](x), memory)
        return x + self.feed(self.norms[-1](x))


@functools.cache
def positions(steps, units):
    return torch.tensor(common.positions(steps, units), dtype=torch.float32)


class Transformer(nn.Module):
    """Layers normalise first. tokens (T, B), targets (T, B) -> scores before the softmax (T, B, F)."""

    def __init__(self, weights):
        super().__init__()
        self.embedding_in, self.embedding_out = parameter(weights["embedding_in"]), parameter(weights["embedding_out"])
        self.encoder, self.decoder = Layer(weights["encoder"]), Layer(weights["decoder"])
        self.encoder_norm, self.decoder_norm = norm_of(weights["encoder_norm"]), norm_of(weights["decoder_norm"])
        self.output = linear_of(weights["output"]["W"], weights["output"]["b"])

    def forward(self, tokens, targets):
        P = positions(len(tokens), self.embedding_in.shape[1])
        e = self.encoder_norm(self.encoder(nn.functional.embedding(tokens.T, self.embedding_in) + P))
        start = targets.new_full((tokens.shape[1], 1), len(self.embedding_out) - 1)
        fed = torch.cat([start, targets.T[:, :-1]], 1)
        d = self.decoder(nn.functional.embedding(fed, self.embedding_out) + P, e)
        return self.output(self.decoder_norm(d)).transpose(0, 1)


def main():
    compiled = ("--compiled", {"action": "store_true", "help": "compile the loss by torch.compile"})
    a = common.read_arguments(__doc__, compiled)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    weights = common.initial_weights(a.model, a.units, a.cardinality)
    model = {"baseline": Baseline, "attention": Attention, "transformer": Transformer}[a.model](weights)
    is_fed = a.model == "transformer"
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-8, fused=True)  # faster than foreach on a CPU

    def loss_of(tokens, targets):
        scores = model(tokens, targets) if is_fed else model(tokens)
        return nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten())

    if a.compiled:
        loss_of = torch.compile(loss_of)

    def step():
        tokens = torch.randint(0, a.cardinality, (a.n_in, a.batch))
        targets = tokens.clone()
        targets[a.n_out :] = 0
        loss = loss_of(tokens, targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss

    if a.losses:
        common.print_losses([step().item() for _ in range(a.steps)])
        return

    def run_round():
        for _ in range(a.steps_a_round):
            step()

    common.print_times(a, run_round, library=f"torch {torch.__version__}", compiled=a.compiled)


main()
