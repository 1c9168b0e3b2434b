"""Whether a service's migrations may run while the version before still works on its tables."""
