"""What a code, a rule, a failure or an error text means, how one can tell, and what to do."""
