"""The pages of matching: a mentor answers a proposal."""
