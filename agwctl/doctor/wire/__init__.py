"""Bytes to and from a peer that may do anything."""
