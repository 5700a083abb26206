"""Ollama: its address, its APIs as they look on the wire, and a stand-in that plays it."""
