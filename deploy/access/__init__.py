"""Who may do what: declared by the catalogue, given to Kafka and PostgreSQL, compared with both."""
