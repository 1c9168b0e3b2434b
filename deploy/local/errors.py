"""What can stand between a person and a running stack."""


class StackError(Exception):
    """The stack cannot run here; the message says why and what to do next."""
