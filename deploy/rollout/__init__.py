"""Bringing a region live in steps: plan, apply, verify, promote, pause, roll back; the drill."""
