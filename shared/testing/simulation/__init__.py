"""A region's services in one process, on a simulated log and clock; trouble comes from a seed."""
