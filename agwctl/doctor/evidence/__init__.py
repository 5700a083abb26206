"""What facts mean, where several checks read the same out of them."""
