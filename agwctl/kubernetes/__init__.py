"""Kubernetes manifests: which objects they describe, typed as far as an Ollama setup uses them."""
