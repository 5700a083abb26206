"""What the API server accepts, but will not do what its author wants."""
