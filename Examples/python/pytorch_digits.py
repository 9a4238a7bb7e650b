"""Handwritten digits in PyTorch: a loop of its own that finds its learning rate.

    lrfinder drive --from 1e-5 -- python pytorch_digits.py
    lrfinder drive --from 1e-5 --keep-alive --runs 3 -- python pytorch_digits.py
    python pytorch_digits.py
"""

import torch
from sklearn.datasets import load_digits
from torch import nn

import lrfinder
import lrfinder.pytorch

torch.set_num_threads(1)
torch.manual_seed(lrfinder.seed())

digits = load_digits()
inputs = torch.tensor(digits.data, dtype=torch.float32) / 16
targets = torch.tensor(digits.target)

model = nn.Sequential(
    nn.Linear(64, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.1), nn.Linear(128, 10)
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)


def train_one_batch() -> float:
    batch = torch.randint(len(targets), (64,))
    loss = nn.functional.cross_entropy(model(inputs[batch]), targets[batch])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


for rate in lrfinder.pytorch.rates(model, optimizer):
    lrfinder.report(train_one_batch())

# Here the model is as it was before the range test.
for group in optimizer.param_groups:
    group["lr"] = lrfinder.suggestion() or group["lr"]
for step in range(300):
    loss = train_one_batch()
model.eval()
accuracy = (model(inputs).argmax(1) == targets).float().mean()
print(f"rate {optimizer.param_groups[0]['lr']:.2g}, loss {loss:.4f}, accuracy {accuracy:.3f}")
