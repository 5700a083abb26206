"""What was found, for a reader, for a program, and for an issue tracker."""
