"""Pools, circles and the rules by which seats are given, in plain Python."""
