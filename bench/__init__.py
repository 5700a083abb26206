"""What the gateway costs, measured beside other proxies in the same run: `python -m bench`."""
