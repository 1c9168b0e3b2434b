"""One region in containers: its secrets, its rights, and the letters that it sends."""
