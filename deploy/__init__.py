"""How Inroads is brought up: on one machine, in containers, region by region."""
