"""Matching brings people together with those who can help them, and never gives a seat twice."""
