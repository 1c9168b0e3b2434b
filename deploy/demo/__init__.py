"""A year of one region, played through real services: who is referred, who hosts, what becomes of them."""
