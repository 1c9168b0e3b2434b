"""How scheduling remembers its series."""
