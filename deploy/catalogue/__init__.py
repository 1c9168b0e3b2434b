"""The contracts written up for people and tools, from the code and the services' own tables."""
