"""Why and why not, for every person of a solution, in words that can be read aloud.

One interface over all kinds: ``explaining.Explainer``. What is particular to a kind stands in the
file of its name. Nothing here decides anything; it reads a problem, a solution and the rules.
"""
