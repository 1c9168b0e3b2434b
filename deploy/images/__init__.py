"""The images of Inroads: one for each service, one for operators, and two servers for compose."""
