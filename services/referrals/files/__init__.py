"""Submissions as rows of a file: which column says what, and what is wrong with a row."""
