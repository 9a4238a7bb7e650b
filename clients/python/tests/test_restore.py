"""Whatever a search trains, and however it ends, all is as it was: bit for bit, tensor for tensor."""

import copy
import itertools
import random
import unittest
from typing import Any, Callable, Dict, List, Tuple


from .finder import finder
from .needs import needs

RATES = [1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0]


def make_plain(torch: Any) -> Any:
    return torch.nn.Sequential(torch.nn.Linear(6, 8), torch.nn.ReLU(), torch.nn.Linear(8, 3))


def make_stateful(torch: Any) -> Any:
    """Batch normalization, dropout, a buffer that is no part of the state, one that is replaced, an
    attribute that counts, a tensor and a generator that are attributes."""

    class Stateful(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.first = torch.nn.Linear(6, 8)
            self.norm = torch.nn.BatchNorm1d(8)
            self.drop = torch.nn.Dropout(0.3)
            self.last = torch.nn.Linear(8, 3)
            self.register_buffer("hidden", torch.zeros(8), persistent=False)
            self.register_buffer("replaced", torch.zeros(8))
            self.plain = torch.zeros(8)
            self.generator = torch.Generator().manual_seed(3)
            self.seen: List[int] = []
            self.count = 0

        def forward(self, x: Any) -> Any:
            h = self.drop(torch.relu(self.norm(self.first(x))))
            with torch.no_grad():
                mean = h.mean(0)
                self.hidden.add_(mean)
                self.replaced = 0.9 * self.replaced + mean
                self.plain.add_(torch.rand(8, generator=self.generator))
                self.count += 1
                self.seen.append(self.count)
            return self.last(h)

    model = Stateful()
    model.norm.eval()
    return model


def make_frozen(torch: Any) -> Any:
    model = make_stateful(torch)
    for parameter in model.first.parameters():
        parameter.requires_grad_(False)
    return model


def make_spectral(torch: Any) -> Any:
    model = make_plain(torch)
    torch.nn.utils.parametrizations.spectral_norm(model[0])
    return model


MODELS: Dict[str, Callable[[Any], Any]] = {
    "plain": make_plain,
    "stateful": make_stateful,
    "frozen": make_frozen,
    "spectral": make_spectral,
}

OPTIMIZERS: Dict[str, Callable[[Any, Any], Any]] = {
    "sgd": lambda torch, p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda torch, p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "adamw": lambda torch, p: torch.optim.AdamW(p, lr=1e-3, amsgrad=True),
    "tensor": lambda torch, p: torch.optim.Adam(p, lr=torch.tensor(1e-3)),
    "rmsprop": lambda torch, p: torch.optim.RMSprop(p, lr=1e-3, momentum=0.5, centered=True),
    "fresh": lambda torch, p: torch.optim.Adam(p, lr=1e-3),
}

WRAPPERS = ("none", "scaler", "scheduler", "average", "compiled", "numpy", "groups", "unfreeze")
EXITS = ("success", "exception", "interrupt", "nan")


class Boom(Exception):
    pass


class Training:
    """A training with everything that can have a state."""

    def __init__(self, torch: Any, model: str, optimizer: str, wrapper: str) -> None:
        torch.manual_seed(7)
        random.seed(7)
        if wrapper == "numpy":
            import numpy

            numpy.random.seed(7)
        self.torch, self.wrapper = torch, wrapper
        self.model = MODELS[model](torch)
        self.run = self.model
        if wrapper == "compiled":
            self.run = torch.compile(self.model, backend="eager")
        parameters: Any = list(self.model.parameters())
        if wrapper == "groups":
            parameters = [{"params": parameters[:2]}, {"params": parameters[2:], "lr": 0.01}]
        self.optimizer = OPTIMIZERS[optimizer](torch, parameters)
        self.scaler = torch.amp.GradScaler("cpu", init_scale=1024.0, growth_interval=2)
        self.scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(self.optimizer, 50)
        self.average = torch.optim.swa_utils.AveragedModel(self.model)
        self.generator = torch.Generator().manual_seed(1)
        self.inputs = torch.randn(64, 6)
        self.targets = (self.inputs @ torch.randn(6, 3)).argmax(1)
        if optimizer != "fresh":
            for _ in range(3):
                self.step()

    def step(self) -> Any:
        torch = self.torch
        chosen = torch.randint(0, 64, (16,), generator=self.generator)
        if self.wrapper == "numpy":
            import numpy

            chosen = chosen.roll(int(numpy.random.randint(16)))
        loss = torch.nn.functional.cross_entropy(self.run(self.inputs[chosen]), self.targets[chosen])
        self.optimizer.zero_grad()
        if self.wrapper == "scaler":
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
            self.scaler.update()
        else:
            loss.backward()
            self.optimizer.step()
        if self.wrapper == "scheduler":
            self.scheduler.step()
        if self.wrapper == "average":
            self.average.update_parameters(self.model)
        if self.wrapper == "unfreeze":
            for parameter in self.model.parameters():
                parameter.requires_grad_(True)
        return loss

    def state(self) -> Dict[str, Any]:
        torch = self.torch
        everything = list(self.model.named_parameters()) + list(self.model.named_buffers())
        state = {
            "tensors": {name: tensor.detach().clone() for name, tensor in everything},
            "identities": {name: id(tensor) for name, tensor in everything},
            "gradients": [p.grad if p.grad is None else p.grad.clone() for p in self.model.parameters()],
            "requires": [p.requires_grad for p in self.model.parameters()],
            "modes": [part.training for part in self.model.modules()],
            "optimizer": copy.deepcopy(self.optimizer.state_dict()),
            "slots": [
                (key, id(value))
                for state in self.optimizer.state.values()
                for key, value in state.items()
                if isinstance(value, torch.Tensor)
            ],
            "rates": [id(group["lr"]) for group in self.optimizer.param_groups]
            if isinstance(self.optimizer.param_groups[0]["lr"], torch.Tensor)
            else None,
            "scaler": self.scaler.state_dict(),
            "scheduler": {k: v for k, v in self.scheduler.state_dict().items() if k != "_last_lr"},
            "average": {k: v.clone() for k, v in self.average.state_dict().items()},
            "torch": torch.get_rng_state(),
            "python": random.getstate(),
            "generator": self.generator.get_state(),
        }
        if hasattr(self.model, "count"):
            state["count"] = self.model.count
            state["seen"] = list(self.model.seen)
            state["plain"] = self.model.plain.clone()
            state["own generator"] = self.model.generator.get_state()
        try:
            import numpy
        except ImportError:
            pass
        else:
            state["numpy"] = str(numpy.random.get_state())
        return state


def same(torch: Any, a: Any, b: Any) -> bool:
    if isinstance(a, torch.Tensor):
        return isinstance(b, torch.Tensor) and a.dtype == b.dtype and torch.equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(torch, a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(torch, x, y) for x, y in zip(a, b))
    return bool(a == b)


@needs("torch")
class Restore(unittest.TestCase):
    def setUp(self) -> None:
        import torch

        # With a busy neighbor, two threads are a hundred times slower than one.
        torch.set_num_threads(1)

    def table(self) -> List[Tuple[str, str, str, str]]:
        """Every pair of two columns at least once: the whole product would take minutes."""
        quick = [wrapper for wrapper in WRAPPERS if wrapper != "compiled"]
        rows = list(itertools.product(OPTIMIZERS, MODELS, ["none"], EXITS))
        rows += itertools.product(["tensor"], ["stateful"], quick, EXITS)
        rows += itertools.product(OPTIMIZERS, ["frozen"], quick, ["success"])
        # Compiling takes seconds.
        return rows + [("adamw", "plain", "compiled", way) for way in ("success", "exception")]

    def test_everything_is_put_back(self) -> None:
        import torch

        import lrfinder.pytorch

        for optimizer, model, wrapper, way in self.table():
            with self.subTest(optimizer=optimizer, model=model, wrapper=wrapper, exit=way):
                training = Training(torch, model, optimizer, wrapper)
                before = training.state()
                calls = itertools.count()

                def step() -> Any:
                    loss = training.step()
                    if next(calls) == 4:
                        if way == "exception":
                            raise Boom
                        if way == "interrupt":
                            raise KeyboardInterrupt
                        if way == "nan":
                            return float("nan")
                    return loss

                with finder(RATES, runs=2) as made:
                    try:
                        lrfinder.pytorch.find(training.model, training.optimizer, step=step)
                    except (Boom, KeyboardInterrupt):
                        self.assertIn(way, ("exception", "interrupt"))
                    else:
                        self.assertIn(way, ("success", "nan"))
                self.assertGreaterEqual(len(made.losses), 4)
                after = training.state()
                for key, value in before.items():
                    if key == "gradients" and wrapper == "compiled":
                        continue
                    self.assertTrue(same(torch, value, after[key]), f"{key} is not as it was")

    def test_moving_averages_by_hand_and_data(self) -> None:
        import torch

        import lrfinder.pytorch

        model = torch.nn.Linear(100, 50)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        average = {name: value.clone() for name, value in model.state_dict().items()}
        inputs, scratch = torch.randn(512, 100), torch.zeros(512, 50)
        losses: List[float] = []

        def step() -> Any:
            loss = model(inputs).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                for name, value in model.state_dict().items():
                    average[name].lerp_(value, 0.5)
                scratch.add_(1)
            losses.append(float(loss.detach()))
            return loss

        before = {name: value.clone() for name, value in average.items()}
        with finder(RATES):
            found = lrfinder.pytorch.find(model, optimizer, step=step)
        for name, value in average.items():
            self.assertTrue(torch.equal(value, before[name]))
        self.assertEqual(losses, [])
        self.assertEqual(len(found.notes), 1)
        self.assertIn("a tensor of the shape (512, 50)", found.notes[0])

    def test_the_training_after_it_is_the_training_without_it(self) -> None:
        import torch

        import lrfinder.pytorch

        for wrapper in WRAPPERS:
            with self.subTest(wrapper=wrapper):
                without = Training(torch, "stateful", "adamw", wrapper)
                expected = [float(without.step().detach()) for _ in range(5)]
                training = Training(torch, "stateful", "adamw", wrapper)
                with finder(RATES):
                    lrfinder.pytorch.find(training.model, training.optimizer, step=training.step)
                self.assertEqual([float(training.step().detach()) for _ in range(5)], expected)


if __name__ == "__main__":
    unittest.main()
