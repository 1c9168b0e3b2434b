"""The language between services: facts, envelope, frozen schemas. Imports no other room."""
