"""Series of sessions, bookings and attendance, in plain Python."""
