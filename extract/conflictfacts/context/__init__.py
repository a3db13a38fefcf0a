"""What the words around a fact say of it: whose it is, what happened, where, and who says so."""
