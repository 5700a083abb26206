"""Ollama's models: which are there, what they are, what they need, and what a configuration wants of them."""
