"""What must hold in every history of a region, however it went: a function for each promise."""
