"""Watching regions: alert rules with their tests, a dashboard, and where Prometheus finds them."""
