"""The step benchmarks: a driver that asks workers in turn, and compares what they answer."""
