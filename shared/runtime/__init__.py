"""The engine: consume a batch, decide, one transaction, relay, dead letters, roll-out gate."""
