"""What notifications does by time: send what is due."""
