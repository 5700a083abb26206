"""The APIs that the stand-in answers, one module each."""
