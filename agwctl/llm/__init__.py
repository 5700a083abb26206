"""Provider dialects: JSON in, JSON out, no I/O."""
