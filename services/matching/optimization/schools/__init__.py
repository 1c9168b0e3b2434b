"""Support for schools: employers and advisers answer requests, PRUs first, provably best."""
