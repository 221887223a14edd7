"""Episodes: what goes on at a customer, for whoever shows it, or speaks to them."""
