"""What is asked and answered: forms, ratings, complaints, visits, and the figures made of them."""
