"""The catalogues, and what is made of them."""
