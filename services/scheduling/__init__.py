"""Scheduling plans when people meet, books them, and keeps who came."""
