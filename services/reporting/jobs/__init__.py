"""What reporting does by time: announce figures, and hold them against the log."""
