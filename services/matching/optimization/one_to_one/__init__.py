"""One mentor to one or a few young people: rules, score, an exact solver and its checker.

``solve_one_to_one`` answers a problem, ``check_one_to_one`` checks an answer without the solver.
``solve_market`` takes columns instead of models, for a whole country; ``Standing`` keeps a solution
exact while people and mentors come and go.
"""
