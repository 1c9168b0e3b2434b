"""What matching costs, against the best libraries for the same problems, in one run."""
