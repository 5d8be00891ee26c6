"""The encrypted store and the file formats: everything that core asks of the outside, and nothing else."""
