"""Messages, the people they are for, and when and whether one may be sent. Plain Python."""
