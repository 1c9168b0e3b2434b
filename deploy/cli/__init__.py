"""The `inroads` command: one module for each subcommand, loaded only when it is asked for."""
