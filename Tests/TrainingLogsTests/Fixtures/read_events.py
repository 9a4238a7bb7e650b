"""Prints what TensorBoard's own reader finds in a folder, as JSON: numbers, pictures, settings."""

import json
import sys

# The folders beside this file are named like packages, and Python would take them for these.
sys.path.pop(0)

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.hparams import plugin_data_pb2

reader = event_accumulator.EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
reader.Reload()
tags = reader.Tags()
start = plugin_data_pb2.HParamsPluginData.FromString(
    reader.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
).session_start_info
values = {name: getattr(v, v.WhichOneof("kind")) for name, v in start.hparams.items()}
end = plugin_data_pb2.HParamsPluginData.FromString(
    reader.SummaryMetadata("_hparams_/session_end_info").plugin_data.content
).session_end_info
print(json.dumps({
    "scalars": {
        tag: [[event.step, event.value] for event in reader.Scalars(tag)]
        for tag in tags["scalars"]
    },
    "images": {
        tag: [[image.step, image.width, image.height, len(image.encoded_image_string)]
              for image in reader.Images(tag)]
        for tag in tags["images"]
    },
    "hyperparameters": values,
    "status": end.status,
}))
