"""Which link between client and model is broken first: probes read facts, checks judge them, one verdict is told."""
