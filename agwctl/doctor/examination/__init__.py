"""Finding out everything at once, within a budget of time."""
