"""Scenario files: which Ollama the stand-in plays, on which machine, with which models and which troubles."""
