"""Who is matched with whom, over a whole region: exact where it can be, certified always.

Plain functions from a problem (``problem/``) to a solution (``solution.py``): no clock, no Kafka,
no database. Each kind of support has its own folder with its model, its solver and its independent
checker; ``explanation`` says why and why not, ``fairness`` who is reached and who is not.
"""
