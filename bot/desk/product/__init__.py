"""Use of the product: who of a customer was there, and what it amounts to."""
