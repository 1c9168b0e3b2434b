"""Logs, metrics, traces and health of a running service, none of which carries personal data."""
