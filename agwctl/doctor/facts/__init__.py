"""What is known of the way to a model: frozen values, each of them read by one probe."""
