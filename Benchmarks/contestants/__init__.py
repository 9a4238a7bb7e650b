"""The Python contestants: each module is a worker that `protocol.serve` drives."""
