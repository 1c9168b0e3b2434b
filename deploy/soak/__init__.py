"""The full counts: what takes too long for every landing, in pieces that survive interruptions."""
