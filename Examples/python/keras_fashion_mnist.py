"""Fashion-MNIST in Keras 3, as in M. Oleszak's article "The Learning Rate Finder".

    lrfinder drive --from 1e-6 --steps 937 -- python keras_fashion_mnist.py
    python keras_fashion_mnist.py --own-finder     # the article's finder and rule
    python keras_fashion_mnist.py

KERAS_BACKEND chooses tensorflow, jax or torch. The images come from the folder that
FASHION_MNIST names: that of Debian's package dataset-fashion-mnist, where it is not set.
"""

import gzip
import os
import sys
from pathlib import Path

import keras
import numpy as np

import lrfinder
import lrfinder.keras

folder = Path(os.environ.get("FASHION_MNIST", "/usr/share/datasets/fashion-mnist"))


def idx(name: str, header: int) -> np.ndarray:
    return np.frombuffer(gzip.decompress((folder / name).read_bytes()), np.uint8, offset=header)


x = idx("train-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28).astype("float32") / 255
y = idx("train-labels-idx1-ubyte.gz", 8)
batch_size = 64

keras.utils.set_random_seed(lrfinder.seed())
model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
)

while lrfinder.active():
    finder = lrfinder.keras.RangeTest()
    model.fit(x, y, batch_size=batch_size, epochs=100, callbacks=[finder], verbose=0)


class ArticleFinder(keras.callbacks.Callback):
    """The article's callback: keeps the rate and the loss, then raises the rate by a factor."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor
        self.rates: list = []
        self.losses: list = []

    def on_train_batch_end(self, batch, logs=None):
        optimizer = self.model.optimizer
        rate = float(optimizer.learning_rate)
        self.rates.append(rate)
        self.losses.append(logs["loss"])
        optimizer.learning_rate = rate * self.factor


if "--own-finder" in sys.argv:
    steps = len(x) // batch_size
    finder = ArticleFinder(np.exp(np.log(10 / 1e-6) / steps))
    model.optimizer.learning_rate = 1e-6
    model.fit(x, y, batch_size=batch_size, epochs=1, callbacks=[finder], verbose=0)
    lowest = finder.rates[int(np.nanargmin(finder.losses))]
    print(f"the article's rule: {lowest / 10:.2g} (the loss is lowest at {lowest:.2g})")
else:
    model.optimizer.learning_rate = lrfinder.suggestion() or 1e-3
    model.fit(x, y, batch_size=batch_size, epochs=1, verbose=2)
