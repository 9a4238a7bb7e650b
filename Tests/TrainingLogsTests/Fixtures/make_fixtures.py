#!/usr/bin/env python3
"""Records the logs in this folder with the frameworks themselves.

    python3 -m venv /tmp/fixtures
    /tmp/fixtures/bin/pip install tensorboard tensorboardX torch lightning transformers accelerate \
        keras tensorflow-cpu mlflow pandas wandb
    /tmp/fixtures/bin/python Tests/TrainingLogsTests/Fixtures/make_fixtures.py [NAME...]

Every log is of the same kind of range test: STEPS steps, the rate grows from 1e-4 to 1 by the same
factor. `expected.json` holds what the training itself saw, in full precision. A framework that is
not installed is passed over, with a message, and its files stay as they are.
"""

import contextlib
import io
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# The folders here are called like the packages, and are none.
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]
STEPS = 40
FIRST, LAST = 1e-4, 1.0


def rate(step):
    return FIRST * (LAST / FIRST) ** (step / (STEPS - 1))


def loss(step):
    """A curve that falls and rises, with a ripple."""
    x = math.log10(rate(step))
    return 2.3 - 1.5 / (1 + math.exp(-4 * (x + 2))) + 0.05 * math.sin(step) + 10 ** (4 * x)


def place(source, name):
    target = os.path.join(HERE, name)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target)


def write(name, text):
    target = os.path.join(HERE, name)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w", newline="") as file:
        file.write(text)


def event_file(folder):
    names = [name for name in os.listdir(folder) if "tfevents" in name]
    assert len(names) == 1, names
    return os.path.join(folder, names[0])


def pytorch():
    """SummaryWriter: simple values, a text and a histogram beside them."""
    from torch.utils.tensorboard import SummaryWriter

    with tempfile.TemporaryDirectory() as folder:
        with SummaryWriter(folder) as writer:
            writer.add_text("note", "a range test")
            for step in range(STEPS):
                writer.add_scalar("Loss/train", loss(step), step)
                writer.add_scalar("Loss/validation", 2 * loss(step), step)
                writer.add_scalar("lr", rate(step), step)
        place(event_file(folder), "pytorch/events.out.tfevents.1.pytorch")
    return [[rate(step), loss(step)] for step in range(STEPS)]


def tensorflow():
    """tf.summary: tensors under the scalars plugin."""
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder:
        with tf.summary.create_file_writer(folder).as_default():
            for step in range(STEPS):
                tf.summary.scalar("loss", loss(step), step)
                tf.summary.scalar("learning rate", rate(step), step)
        place(event_file(folder), "tensorflow/events.out.tfevents.1.tensorflow")
    return [[rate(step), loss(step)] for step in range(STEPS)]


def keras():
    """CSVLogger and TensorBoard of one training, a rate for each epoch."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    import keras
    import numpy as np

    keras.utils.set_random_seed(0)
    inputs = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
    targets = inputs @ np.array([[1], [2], [-1], [0.5]], "float32")
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(FIRST), loss="mse")
    with tempfile.TemporaryDirectory() as folder:
        table = os.path.join(folder, "log.csv")
        history = model.fit(
            inputs, targets, batch_size=16, epochs=STEPS, verbose=0,
            validation_data=(inputs, targets),
            callbacks=[
                keras.callbacks.LearningRateScheduler(lambda epoch: rate(epoch) / 10),
                keras.callbacks.CSVLogger(table),
                keras.callbacks.TensorBoard(folder, write_graph=False),
            ])
        place(table, "keras/training.log")
        for run in ("train", "validation"):
            place(
                event_file(os.path.join(folder, run)),
                f"keras/{run}/events.out.tfevents.1.keras")
    values = history.history
    return [[r, l] for r, l in zip(map(float, values["learning_rate"]), values["loss"])]


def lightning():
    """CSVLogger and TensorBoardLogger of one training with LearningRateMonitor."""
    import lightning as L
    import torch
    from lightning.pytorch.callbacks import LearningRateMonitor
    from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger

    seen = []

    class Model(L.LightningModule):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(4, 1)

        def training_step(self, batch, index):
            inputs, targets = batch
            value = torch.nn.functional.mse_loss(self.layer(inputs), targets)
            self.log("train_loss", value, on_step=True, on_epoch=True)
            seen.append([self.optimizers().param_groups[0]["lr"], value.item()])
            return value

        def configure_optimizers(self):
            optimizer = torch.optim.SGD(self.parameters(), lr=1.0, momentum=0.5)
            schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step) / 10)
            return [optimizer], [{"scheduler": schedule, "interval": "step"}]

    L.seed_everything(0)
    inputs = torch.randn(16 * STEPS // 2, 4)
    targets = inputs @ torch.tensor([[1.0], [2.0], [-1.0], [0.5]])
    data = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(inputs, targets), batch_size=16)
    with tempfile.TemporaryDirectory() as folder:
        trainer = L.Trainer(
            max_epochs=2, log_every_n_steps=1, accelerator="cpu", enable_progress_bar=False,
            enable_checkpointing=False, enable_model_summary=False,
            logger=[CSVLogger(folder, "csv", "0"), TensorBoardLogger(folder, "events", "0")],
            callbacks=[LearningRateMonitor("step", log_momentum=True)])
        trainer.fit(Model(), data)
        place(os.path.join(folder, "csv", "0", "metrics.csv"), "lightning/metrics.csv")
        place(
            event_file(os.path.join(folder, "events", "0")),
            "lightning/events/events.out.tfevents.1.lightning")
    return seen


def huggingface():
    """trainer_state.json of Trainer."""
    import torch
    from transformers import PretrainedConfig, PreTrainedModel, Trainer, TrainingArguments

    class Model(PreTrainedModel):
        config_class = PretrainedConfig

        def __init__(self, config):
            super().__init__(config)
            self.layer = torch.nn.Linear(4, 1)
            self.post_init()

        def forward(self, x, labels):
            output = self.layer(x)[:, 0]
            return {"loss": torch.nn.functional.mse_loss(output, labels), "output": output}

    torch.manual_seed(0)
    inputs = torch.randn(16 * STEPS, 4)
    targets = inputs @ torch.tensor([1.0, 2.0, -1.0, 0.5])
    data = [{"x": x, "labels": y} for x, y in zip(inputs, targets)]
    model = Model(PretrainedConfig())
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: rate(min(step, STEPS - 1)) / 10)
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            folder, per_device_train_batch_size=16, num_train_epochs=1, logging_steps=1,
            use_cpu=True, report_to=[], disable_tqdm=True, save_strategy="no",
            remove_unused_columns=False)
        trainer = Trainer(
            model=model, args=arguments, train_dataset=data, optimizers=(optimizer, schedule))
        trainer.train()
        state = os.path.join(folder, "trainer_state.json")
        trainer.state.save_to_json(state)
        place(state, "huggingface/trainer_state.json")
        history = [entry for entry in trainer.state.log_history if "loss" in entry]
    return [[entry["learning_rate"], entry["loss"]] for entry in history]


def keras_console():
    """What model.fit prints: a bar with its terminal controls, and a line for each epoch."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras
    import numpy as np

    keras.utils.set_random_seed(0)
    inputs = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
    targets = inputs @ np.array([[1], [2], [-1], [0.5]], "float32")

    def fit(verbose):
        model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])
        model.compile(optimizer=keras.optimizers.SGD(FIRST), loss="mse")
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            history = model.fit(
                inputs, targets, batch_size=16, epochs=STEPS, verbose=verbose,
                validation_data=(inputs, targets),
                callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch: rate(epoch) / 10)])
        return printed.getvalue(), history.history

    for verbose, name in ((1, "bar"), (2, "lines")):
        # The same seed gives the same losses.
        keras.utils.set_random_seed(0)
        printed, values = fit(verbose)
        write(f"keras-console/{name}.log", printed)
    return [[r, l] for r, l in zip(map(float, values["learning_rate"]), values["loss"])]


def huggingface_console():
    """What Trainer prints: a dict a step between the redrawings of its bar."""
    code = os.path.join(HERE, "make_fixtures.py")
    ran = subprocess.run(
        [sys.executable, code, "--print-huggingface"], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=True)
    lines = ran.stdout.decode().split("\nSEEN ")
    write("huggingface-console/train.log", lines[0])
    return json.loads(lines[1])


def lightning_console():
    """What Trainer's bar shows, redrawn at every step."""
    code = os.path.join(HERE, "make_fixtures.py")
    ran = subprocess.run(
        [sys.executable, code, "--print-lightning"], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=True)
    lines = ran.stdout.decode().split("\nSEEN ")
    write("lightning-console/train.log", lines[0])
    return json.loads(lines[1])


def print_huggingface():
    import torch
    from transformers import PretrainedConfig, PreTrainedModel, Trainer, TrainingArguments

    class Model(PreTrainedModel):
        config_class = PretrainedConfig

        def __init__(self, config):
            super().__init__(config)
            self.layer = torch.nn.Linear(4, 1)
            self.post_init()

        def forward(self, x, labels):
            output = self.layer(x)[:, 0]
            return {"loss": torch.nn.functional.mse_loss(output, labels), "output": output}

    torch.manual_seed(0)
    inputs = torch.randn(16 * STEPS, 4)
    targets = inputs @ torch.tensor([1.0, 2.0, -1.0, 0.5])
    data = [{"x": x, "labels": y} for x, y in zip(inputs, targets)]
    model = Model(PretrainedConfig())
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: rate(min(step, STEPS - 1)) / 10)
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            folder, per_device_train_batch_size=16, num_train_epochs=1, logging_steps=1,
            use_cpu=True, report_to=[], save_strategy="no", eval_strategy="steps", eval_steps=20,
            remove_unused_columns=False)
        trainer = Trainer(
            model=model, args=arguments, train_dataset=data, eval_dataset=data[:32],
            optimizers=(optimizer, schedule))
        trainer.train()
    history = [entry for entry in trainer.state.log_history if "loss" in entry]
    print("\nSEEN " + json.dumps([[entry["learning_rate"], entry["loss"]] for entry in history]))


def print_lightning():
    import lightning as L
    import torch

    seen = []

    class Model(L.LightningModule):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(4, 1)

        def training_step(self, batch, index):
            inputs, targets = batch
            value = torch.nn.functional.mse_loss(self.layer(inputs), targets)
            now = self.optimizers().param_groups[0]["lr"]
            self.log("train_loss", value, prog_bar=True)
            self.log("lr", now, prog_bar=True)
            seen.append([now, value.item()])
            return value

        def configure_optimizers(self):
            optimizer = torch.optim.SGD(self.parameters(), lr=1.0)
            schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step) / 10)
            return [optimizer], [{"scheduler": schedule, "interval": "step"}]

    L.seed_everything(0)
    inputs = torch.randn(16 * STEPS, 4)
    targets = inputs @ torch.tensor([[1.0], [2.0], [-1.0], [0.5]])
    data = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(inputs, targets), batch_size=16)
    trainer = L.Trainer(
        max_epochs=1, log_every_n_steps=1, accelerator="cpu", enable_checkpointing=False,
        enable_model_summary=False, logger=False,
        callbacks=[L.pytorch.callbacks.TQDMProgressBar(refresh_rate=1)])
    trainer.fit(Model(), data)
    print("\nSEEN " + json.dumps(seen))


def pytorch_scalars():
    """PyTorch's add_scalars: a folder for each scalar, all of them with the same tag."""
    from torch.utils.tensorboard import SummaryWriter

    with tempfile.TemporaryDirectory() as folder:
        with SummaryWriter(folder) as writer:
            for step in range(STEPS):
                writer.add_scalars("finder", {"lr": rate(step), "train_loss": loss(step)}, step)
        for name in ("finder_lr", "finder_train_loss"):
            place(
                event_file(os.path.join(folder, name)),
                f"pytorch-scalars/{name}/events.out.tfevents.1.pytorch")
    return [[rate(step), loss(step)] for step in range(STEPS)]


def tensorboardx():
    """tensorboardX's add_scalars: a folder for each scalar, in one of the name of all."""
    from tensorboardX import SummaryWriter

    with tempfile.TemporaryDirectory() as folder:
        with SummaryWriter(folder) as writer:
            for step in range(STEPS):
                values = {"lr": rate(step), "train_loss": loss(step), "val_loss": 2 * loss(step)}
                writer.add_scalars("finder", values, step)
        for name in ("lr", "train_loss", "val_loss"):
            place(
                event_file(os.path.join(folder, "finder", name)),
                f"tensorboardx/finder/{name}/events.out.tfevents.1.tensorboardx")
    return [[rate(step), loss(step)] for step in range(STEPS)]


def mlflow():
    """The file store, whose files are the metrics, and the history that the client gives."""
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    import mlflow as tool
    import pandas

    target = os.path.join(HERE, "mlflow")
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        tool.set_tracking_uri("file:" + folder)
        tool.set_experiment("range test")
        with tool.start_run() as run:
            for step in range(STEPS):
                tool.log_metric("train/loss", loss(step), step)
                tool.log_metric("learning_rate", rate(step), step)
                tool.log_metric("system/cpu", 10.0, step)
                if step % 10 == 9:
                    tool.log_metric("val/loss", 2 * loss(step), step)
        metrics = os.path.join(
            folder, run.info.experiment_id, run.info.run_id, "metrics")
        shutil.copytree(metrics, os.path.join(target, "run", "metrics"))
        client = tool.MlflowClient()
        history = [
            dict(metric) for name in ("train/loss", "learning_rate", "val/loss")
            for metric in client.get_metric_history(run.info.run_id, name)
        ]
        frame = pandas.DataFrame(history)[["key", "value", "timestamp", "step"]]
        os.makedirs(os.path.join(target, "history"))
        frame.to_csv(os.path.join(target, "history", "metrics.csv"), index=False)
    return [[rate(step), loss(step)] for step in range(STEPS)]


def wandb():
    """An offline run: its own file, which is no log, and what the training printed."""
    os.environ["WANDB_MODE"] = "offline"
    os.environ["WANDB_SILENT"] = "true"
    import glob
    import wandb as tool

    with tempfile.TemporaryDirectory() as folder:
        run = tool.init(project="range-test", dir=folder, settings=tool.Settings(
            x_disable_stats=True, disable_git=True, save_code=False))
        for step in range(STEPS):
            run.log({"train/loss": loss(step), "train/lr": rate(step)}, step=step)
            print(f"step {step} | train/loss {loss(step)!r} | lr {rate(step)!r}")
        run.finish()
        found = glob.glob(os.path.join(folder, "wandb", "offline-run-*"))[0]
        place(glob.glob(os.path.join(found, "*.wandb"))[0], "wandb/run.wandb")
        place(os.path.join(found, "files", "output.log"), "wandb/files/output.log")
    return [[rate(step), loss(step)] for step in range(STEPS)]


RECORDERS = {
    function.__name__: function
    for function in (
        pytorch, tensorflow, keras, lightning, huggingface, keras_console, huggingface_console,
        lightning_console, pytorch_scalars, tensorboardx, mlflow, wandb)
}


def record(name):
    path = os.path.join(HERE, "expected.json")
    expected = json.load(open(path)) if os.path.exists(path) else {}
    try:
        expected[name] = RECORDERS[name]()
    except ImportError as error:
        print(f"{name}: left as it is: {error}", file=sys.stderr)
    with open(path, "w") as file:
        json.dump(expected, file, sort_keys=True)
        file.write("\n")


def main():
    names = sys.argv[1:] or list(RECORDERS)
    # Their bars are drawn where standard error is; each has a process of its own for that.
    printers = {"--print-huggingface": print_huggingface, "--print-lightning": print_lightning}
    if names[0] in printers:
        return printers[names[0]]()
    if len(names) == 1:
        return record(names[0])
    # TensorFlow and PyTorch do not always bear each other in one process.
    for name in names:
        subprocess.run([sys.executable, __file__, name], check=True)


if __name__ == "__main__":
    main()
