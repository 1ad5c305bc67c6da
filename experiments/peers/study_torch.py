"""The tutorial's two models in PyTorch, step after step on one thread.

A study runs it: settings come from the environment, as ATTNBENCH_UNITS. Speed is in processor time."""
import json
import math
import os
import time

import numpy
import torch
from torch import nn

MODEL = os.environ["ATTNBENCH_NETWORK"]
NAMES = "N_IN", "N_OUT", "CARDINALITY", "UNITS", "EPOCHS", "SEQUENCES", "SEED"
N_IN, N_OUT, F, H, EPOCHS, SEQUENCES, SEED = (int(os.environ["ATTNBENCH_" + name]) for name in NAMES)
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(SEED)


zeros = lambda *shape: nn.Parameter(torch.zeros(shape))
glorot = lambda *shape: nn.init.xavier_uniform_(zeros(*shape))
orthogonal = lambda *shape: nn.init.orthogonal_(zeros(*shape))


def gate(x):  # Keras 2's hard sigmoid; PyTorch's has the slope 1/6, and nn.LSTM has sigmoids alone
    return torch.clamp(0.2 * x + 0.5, 0, 1)


class LSTM(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.W, self.U, self.b = glorot(n_in, 4 * H), orthogonal(H, 4 * H), zeros(4 * H)
        nn.init.ones_(self.b[H : 2 * H])  # the forget gate

    def forward(self, inputs):  # (B, T, in) -> (B, T, H)
        h, c, states = inputs.new_zeros(len(inputs), H), 0, []
        for x in (inputs @ self.W + self.b).unbind(1):
            i, f, g, o = (x + h @ self.U).chunk(4, 1)
            c = gate(f) * c + gate(i) * torch.tanh(g)
            h = gate(o) * torch.tanh(c)
            states.append(h)
        return torch.stack(states, 1)


class Baseline(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder, self.W, self.b = LSTM(F), LSTM(H), glorot(H, F), zeros(F)

    def forward(self, inputs):  # (B, T, F) -> (B, T, F), before the softmax
        last = self.encoder(inputs)[:, -1:]
        return self.decoder(last.expand(-1, N_IN, -1)) @ self.W + self.b


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.W_a, self.U_a, self.b_a = LSTM(F), glorot(H, H), glorot(H, H), zeros(H)
        self.W_s = orthogonal(H, H)
        self.V_a = nn.init.uniform_(zeros(H), -math.sqrt(3 / math.sqrt(H)), math.sqrt(3 / math.sqrt(H)))
        for name, n in ("W", F), ("U", H), ("C", H):
            setattr(self, name, nn.ParameterDict({g: orthogonal(n, F if g == "o" else H) for g in "rzpo"}))
        self.b = nn.ParameterDict({g: zeros(F if g == "o" else H) for g in "rzpo"})

    def forward(self, inputs):
        x = self.encoder(inputs)
        s, y, scores = torch.tanh(x[:, 0] @ self.W_s), inputs.new_zeros(len(inputs), F), []
        for _ in range(N_IN):
            a = torch.softmax(torch.tanh((s @ self.W_a)[:, None] + x @ self.U_a + self.b_a) @ self.V_a, 1)
            c = (a[:, :, None] * x).sum(1)
            take = lambda g, state: y @ self.W[g] + state @ self.U[g] + c @ self.C[g] + self.b[g]
            r, z = torch.sigmoid(take("r", s)), torch.sigmoid(take("z", s))
            scores.append(take("o", s))
            s, y = (1 - z) * s + z * torch.tanh(take("p", r * s)), torch.softmax(scores[-1], 1)
        return torch.stack(scores, 1)


values = torch.tensor(numpy.random.default_rng(SEED).integers(0, F, (EPOCHS + SEQUENCES, N_IN)))
targets = torch.where(torch.arange(N_IN) < N_OUT, values, 0)
model = {"baseline": Baseline, "attention": Attention}[MODEL]()
adam = torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-8, fused=True)
one_hot = nn.functional.one_hot(values, F).float()
begin = time.process_time()
with open(os.environ["ATTNBENCH_RESULTS"], "w", encoding="utf-8") as results:
    for i in range(EPOCHS):
        scores = model(one_hot[i : i + 1])[0]
        loss = nn.functional.cross_entropy(scores, targets[i])  # not clipped at 1e-7
        adam.zero_grad()
        loss.backward()
        adam.step()
        right = (scores.argmax(1) == targets[i]).float().mean()
        print(json.dumps({"epoch": i + 1, "loss": loss.item(), "accuracy": right.item()}), file=results)
    seconds = time.process_time() - begin
    with torch.no_grad():
        scores = model(one_hot[EPOCHS:])
        entropy = nn.functional.cross_entropy(scores.flatten(0, 1), targets[EPOCHS:].flatten())
    hits = int((scores.argmax(-1) == targets[EPOCHS:]).all(1).sum())
    figures = {"accuracy": {"hits": hits, "of": SEQUENCES}, "perplexity": math.exp(entropy)}
    print(json.dumps(figures | {"steps_per_second": EPOCHS / seconds}), file=results)
