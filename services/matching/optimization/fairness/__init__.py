"""Who is reached and who is not: measured after a run, from words the solver never sees.

The groups come in a file of their own, beside a problem and its solution. Nothing here is read by
a solver, and nothing it finds changes a score: programme managers look, explain or change.
"""
