"""A demonstration province: invented places and people, and a year of answers."""
