"""What reads the facts: each probe looks at one thing, for a bounded time, and changes nothing."""
