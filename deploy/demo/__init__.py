"""A year of one region on real services: who is referred, who hosts, what becomes of them."""
