"""How matching remembers its pools."""
