"""`agwctl models`: the verbs about the models of an Ollama, one module each."""
