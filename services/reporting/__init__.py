"""Says truthfully what came of it, and where: figures with their denominators, equal to the log."""
