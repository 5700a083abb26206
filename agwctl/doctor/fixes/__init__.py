"""The commands that mend something, for each kind of installation: checks say what is to be done, these say how."""
