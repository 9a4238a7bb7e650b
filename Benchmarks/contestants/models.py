"""The models of the benchmark, layer for layer those of `lrfinder find`."""

from torch import Tensor, nn
from torch.nn.functional import pad

BATCH_SIZE = {"mlp": 64, "cnn": 128, "resnet56": 512}
INPUT_SHAPE = {"mlp": (784,), "cnn": (1, 28, 28), "resnet56": (3, 32, 32)}

# The range test's ends: every contestant ramps exponentially between them, and no loss diverges,
# so that all make the same number of steps.
START_RATE = 1e-6
END_RATE = 1e-1
MOMENTUM = 0.9


def make(name: str, inputs: int = 784) -> nn.Module:
    """A model for images of `inputs` pixels and ten classes, with PyTorch's initial weights."""
    if name == "mlp":
        return nn.Sequential(nn.Linear(inputs, 128), nn.ReLU(), nn.Linear(128, 10))
    if name == "resnet56":
        return resnet(blocks=9)
    return nn.Sequential(
        nn.Conv2d(1, 32, kernel_size=3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, kernel_size=3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, 10),
    )  # fmt: skip


def resnet(blocks: int) -> nn.Module:
    """The residual network for CIFAR of 6 blocks + 2 layers (He and others 2015, section 4.2)."""
    layers: list[nn.Module] = [*_normalized(3, 16, stride=1), nn.ReLU(inplace=True)]
    inputs = 16
    for channels in (16, 32, 64):
        for block in range(blocks):
            stride = 2 if block == 0 and channels > 16 else 1
            layers.append(Residual(inputs, channels, stride))
            inputs = channels
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class Residual(nn.Module):
    """Two convolutions beside a shortcut without parameters (option A)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_normalized(inputs, outputs, stride), nn.ReLU(inplace=True),
            *_normalized(outputs, outputs, stride=1),
        )  # fmt: skip
        self.stride = stride
        self.added = outputs - inputs
        self.rectifier = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        shortcut = x
        if self.added:
            half = self.added // 2
            kept = x[:, :, :: self.stride, :: self.stride]
            shortcut = pad(kept, (0, 0, 0, 0, half, self.added - half))
        return self.rectifier(self.body(x).add_(shortcut))


def _normalized(inputs: int, outputs: int, stride: int) -> list[nn.Module]:
    convolution = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
    nn.init.kaiming_normal_(convolution.weight)
    return [convolution, nn.BatchNorm2d(outputs)]
