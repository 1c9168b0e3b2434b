"""One file for each thing that notifications does when it hears of something. Pure."""
