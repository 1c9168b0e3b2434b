"""What scheduling does when it hears a fact or when time has passed: one pure function a file."""
