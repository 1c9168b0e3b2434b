"""What one hop costs: ours against a hand-written loop, the tutorials' way, and the limit."""
