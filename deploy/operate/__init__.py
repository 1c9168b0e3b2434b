"""What waits in a region, for how long and for what: measured from outside the services."""
