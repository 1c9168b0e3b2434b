"""Where reporting remembers journeys, circles and announced figures, and counts them."""
