"""Every region as data: where it is, when it gets a release, how far its programmes are open."""
