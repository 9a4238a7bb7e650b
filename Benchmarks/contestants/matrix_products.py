"""The limit: the five matrix products of one training step of `mlp`, and nothing else.

Forward X W1ᵀ and H W2ᵀ; backward dYᵀ H, dY W2 and dHᵀ X, each into memory that is there already
and in the layouts that the training step has. TorchScript makes the loop, so that Python's share
of a step is not counted.
"""

import torch
from torch import Tensor

from .protocol import arguments, serve


@torch.jit.script
def products(
    steps: int, x: Tensor, w1: Tensor, h: Tensor, w2: Tensor, y: Tensor,
    dw2: Tensor, dh: Tensor, dw1: Tensor,
) -> None:  # fmt: skip
    for _ in range(steps):
        torch.mm(x, w1.t(), out=h)
        torch.mm(h, w2.t(), out=y)
        torch.mm(y.t(), h, out=dw2)
        torch.mm(y, w2, out=dh)
        torch.mm(dh.t(), x, out=dw1)


def main() -> None:
    arguments()
    x, w1, w2 = torch.rand(64, 784), torch.rand(128, 784) / 784, torch.rand(10, 128) / 128
    h, y = torch.empty(64, 128), torch.empty(64, 10)
    dw1, dw2, dh = torch.empty(128, 784), torch.empty(10, 128), torch.empty(64, 128)
    with torch.inference_mode():
        serve(lambda steps: products(steps, x, w1, h, w2, y, dw2, dh, dw1), warm_up_steps=200)


if __name__ == "__main__":
    main()
