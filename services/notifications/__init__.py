"""Tells people what concerns them: invitations, reminders and cancellations of their sessions."""
