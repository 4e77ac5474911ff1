"""How the scorer of points is trained, and what its figures are."""
