"""Simulated log, clock and memory, and builders. Product code, tested: a fake passes the real one's tests."""
