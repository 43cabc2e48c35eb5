"""The tests, the evidence and the benchmarks."""
