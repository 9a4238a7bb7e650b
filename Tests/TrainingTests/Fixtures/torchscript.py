"""Saves a TorchScript ResNet of torchvision and its data, trains it, and prints the losses.

Usage: torchscript.py FOLDER, which holds plan.json:
{"batches": [[row, ...], ...], "rates": [rate, ...], "examples": n}.
"""

import json
import pathlib
import sys

import torch
import torchvision

folder = pathlib.Path(sys.argv[1])
plan = json.loads((folder / "plan.json").read_text())
torch.set_num_threads(1)
torch.manual_seed(0)

inputs = torch.randn(plan["examples"], 3, 32, 32)
targets = torch.randint(0, 10, (plan["examples"],))
(folder / "inputs.bin").write_bytes(inputs.numpy().tobytes())
(folder / "targets.bin").write_bytes(targets.numpy().tobytes())

model = torchvision.models.resnet18(num_classes=10)
torch.jit.script(model).save(str(folder / "model.pt"))
torch.jit.trace(model.eval(), inputs[:1]).save(str(folder / "traced.pt"))
torch.jit.freeze(torch.jit.script(model.eval())).save(str(folder / "frozen.pt"))
torch.save(model.state_dict(), folder / "state.pt")

model.train()
optimizer = torch.optim.SGD(model.parameters(), lr=plan["rates"][0], momentum=0.9)
losses = []
for rows, rate in zip(plan["batches"], plan["rates"]):
    optimizer.param_groups[0]["lr"] = rate
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(inputs[rows]), targets[rows])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
names = [name for name, _ in model.named_parameters()]
buffers = [name for name, _ in model.named_buffers()]
print(json.dumps({"losses": losses, "parameters": names, "buffers": buffers}))
