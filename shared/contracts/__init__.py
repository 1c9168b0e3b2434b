"""The language between services: facts, their envelope, their frozen schemas. Imports no other room."""
