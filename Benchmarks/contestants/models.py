"""The two models of the benchmark, layer for layer those of `lrfinder find`."""

from torch import nn

BATCH_SIZE = {"mlp": 64, "cnn": 128}
INPUT_SHAPE = {"mlp": (784,), "cnn": (1, 28, 28)}

# The range test's ends: every contestant ramps exponentially between them, and no loss diverges,
# so that all make the same number of steps.
START_RATE = 1e-6
END_RATE = 1e-1
MOMENTUM = 0.9


def make(name: str, inputs: int = 784) -> nn.Module:
    """A model for images of `inputs` pixels and ten classes, with PyTorch's initial weights."""
    if name == "mlp":
        return nn.Sequential(nn.Linear(inputs, 128), nn.ReLU(), nn.Linear(128, 10))
    return nn.Sequential(
        nn.Conv2d(1, 32, kernel_size=3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, kernel_size=3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, 10),
    )  # fmt: skip
