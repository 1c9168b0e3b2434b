"""Submitting by HTTP: the same events, the same verdicts, at once."""
