"""A real Apache Kafka and a real PostgreSQL on this machine, from Python packages alone."""
