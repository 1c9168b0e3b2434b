"""Journeys, the measures that are taken of them, and the accounts that must close. Plain Python."""
