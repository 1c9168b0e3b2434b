"""Simulated log, store, services and mail. Product code: a fake passes the real one's tests."""
