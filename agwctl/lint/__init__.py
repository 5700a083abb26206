"""What is valid, but will not do what its author wants."""
