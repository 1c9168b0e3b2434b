"""How long people wait against how well they are matched, for every tempo that a programme may set.

Months of arrivals are played with the real solver, setting by setting; nothing but the setting
differs between two of them. ``measuring`` gives the figures, ``page`` shows them to managers.
"""
