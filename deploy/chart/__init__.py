"""The Helm chart of a region, and the values that a region gives it."""
