"""Typed configuration → a `Handler` that matches, applies policies, and goes upstream."""
