"""What the five services share: a library that knows no service."""
