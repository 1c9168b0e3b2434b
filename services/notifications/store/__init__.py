"""Where notifications remembers people and messages."""
