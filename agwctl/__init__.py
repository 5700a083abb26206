"""A light gateway in front of Ollama: serve, validate, diagnose."""

__version__ = "0.1.0"
