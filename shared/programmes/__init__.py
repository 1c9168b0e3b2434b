"""What each programme is, and who may be referred to it, where and from when."""
