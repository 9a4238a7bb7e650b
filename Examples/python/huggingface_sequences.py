"""A tiny transformer of Hugging Face's, made on the spot, learns whether a sequence has a 7.

    lrfinder drive -- python huggingface_sequences.py
    python huggingface_sequences.py
"""

import tempfile

import torch
import transformers

import lrfinder
import lrfinder.huggingface

torch.set_num_threads(1)
transformers.logging.set_verbosity_error()
transformers.set_seed(lrfinder.seed())

model = transformers.BertForSequenceClassification(
    transformers.BertConfig(
        vocab_size=50, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=16, num_labels=2,
    )
)
tokens = torch.randint(0, 50, (2048, 16))
tokens[::2, 3] = 7
data = [{"input_ids": row, "labels": int((row == 7).any())} for row in tokens]

arguments = transformers.TrainingArguments(
    output_dir=tempfile.mkdtemp(), per_device_train_batch_size=32, num_train_epochs=4,
    learning_rate=5e-5, seed=lrfinder.seed(), use_cpu=True, save_strategy="no",
    report_to=[], disable_tqdm=True, logging_strategy="epoch", max_grad_norm=0,
)
trainer = transformers.Trainer(model, arguments, train_dataset=data)

finder = lrfinder.huggingface.RangeTest(trainer)
while lrfinder.active():
    trainer.train()

arguments.learning_rate = lrfinder.suggestion() or arguments.learning_rate
trainer = transformers.Trainer(model, arguments, train_dataset=data)
result = trainer.train()
print(f"rate {arguments.learning_rate:.2g}, loss {result.training_loss:.4f}")
