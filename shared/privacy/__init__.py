"""Keys per person, sealed values, pseudonyms, and values that no log or error can show."""
