"""The tutorial's two models in Keras 3, trained by `fit` with an epoch a pair. KERAS_BACKEND says on what it runs.

A study runs it: settings come from the environment, as ATTNBENCH_UNITS. Speed is in processor time."""
import json
import os
import time

import keras
import numpy
from keras import layers, ops

MODEL = os.environ["ATTNBENCH_NETWORK"]
NAMES = "N_IN", "N_OUT", "CARDINALITY", "UNITS", "EPOCHS", "SEQUENCES", "SEED"
N_IN, N_OUT, F, H, EPOCHS, SEQUENCES, SEED = (int(os.environ["ATTNBENCH_" + name]) for name in NAMES)
keras.utils.set_random_seed(SEED)


def gate(x):  # Keras 2's hard sigmoid: that of Keras 3 has the slope 1/6
    return ops.clip(0.2 * x + 0.5, 0, 1)


class AttentionDecoder(layers.Layer):
    def build(self, shape):
        n = shape[-1]
        limit = (3 / H**0.5) ** 0.5

        def matrix(name, rows, columns, start):
            setattr(self, name, self.add_weight((rows, columns), start, name=name))

        matrix("W_a", H, H, "glorot_uniform")
        matrix("U_a", n, H, "glorot_uniform")
        matrix("b_a", 1, H, "zeros")
        matrix("V_a", H, 1, keras.initializers.RandomUniform(-limit, limit))
        matrix("W_s", n, H, "orthogonal")
        for g, width in ("r", H), ("z", H), ("p", H), ("o", F):
            matrix("W_" + g, F, width, "orthogonal")
            matrix("U_" + g, H, width, "orthogonal")
            matrix("C_" + g, n, width, "orthogonal")
            matrix("b_" + g, 1, width, "zeros")

    def take(self, g, y, s, c):
        W, U, C, b = (getattr(self, f"{name}_{g}") for name in "WUCb")
        return y @ W + s @ U + c @ C + b

    def call(self, x):  # (B, T, n) -> (B, T, F)
        s = ops.tanh(x[:, 0] @ self.W_s)
        y = ops.zeros((ops.shape(x)[0], F))
        outputs = []
        for _ in range(N_IN):
            e = ops.tanh((s @ self.W_a)[:, None] + x @ self.U_a + self.b_a) @ self.V_a
            c = ops.sum(ops.softmax(e, axis=1) * x, axis=1)
            r, z = ops.sigmoid(self.take("r", y, s, c)), ops.sigmoid(self.take("z", y, s, c))
            output = ops.softmax(self.take("o", y, s, c))
            s, y = (1 - z) * s + z * ops.tanh(self.take("p", y, r * s, c)), output
            outputs.append(output)
        return ops.stack(outputs, axis=1)

    def compute_output_shape(self, shape):
        return (*shape[:2], F)


class Clock(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.end = time.process_time()
        self.begin = self.end if epoch == 0 else self.begin  # the first epoch compiles


lstm = lambda sequence: layers.LSTM(H, recurrent_activation=gate, return_sequences=sequence)
decoder = {
    "baseline": [lstm(False), layers.RepeatVector(N_IN), lstm(True), layers.Dense(F, "softmax")],  # Dense: per step
    "attention": [lstm(True), AttentionDecoder()],
}
model = keras.Sequential([layers.Input((N_IN, F)), *decoder[MODEL]])
model.compile(keras.optimizers.Adam(0.001, epsilon=1e-8), "categorical_crossentropy", metrics=["accuracy"])
values = numpy.random.default_rng(SEED).integers(0, F, (EPOCHS + SEQUENCES, N_IN))
targets = numpy.where(numpy.arange(N_IN) < N_OUT, values, 0)
inputs, wanted = numpy.eye(F, dtype="float32")[values], numpy.eye(F, dtype="float32")[targets]
pairs = ((inputs[i : i + 1], wanted[i : i + 1]) for i in range(EPOCHS))
clock = Clock()
history = model.fit(pairs, steps_per_epoch=1, epochs=EPOCHS, verbose=0, callbacks=[clock]).history
outputs = model.predict(inputs[EPOCHS:], verbose=0)
entropy = -numpy.log((outputs * wanted[EPOCHS:]).sum(-1).clip(1e-7, 1 - 1e-7)).mean()
with open(os.environ["ATTNBENCH_RESULTS"], "w", encoding="utf-8") as results:
    for epoch, (loss, share) in enumerate(zip(history["loss"], history["accuracy"]), 1):
        print(json.dumps({"epoch": epoch, "loss": float(loss), "accuracy": float(share)}), file=results)
    hits = int((outputs.argmax(-1) == targets[EPOCHS:]).all(-1).sum())
    figures = {"accuracy": {"hits": hits, "of": SEQUENCES}, "perplexity": float(numpy.exp(entropy))}
    print(json.dumps(figures | {"steps_per_second": (EPOCHS - 1) / (clock.end - clock.begin)}), file=results)
