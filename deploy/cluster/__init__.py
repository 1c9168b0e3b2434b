"""A real Kubernetes of one node, for as long as a test of the chart needs it."""
