"""What is said when something could not be measured."""


class CannotTell(Exception):
    """It could not be measured; the message says why and what to do next. This is no good news."""
