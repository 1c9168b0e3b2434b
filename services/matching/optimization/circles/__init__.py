"""Mentoring circles: groups around hosted sessions, whole, balanced, proven good."""
