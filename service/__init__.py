"""The ground: service windows and their organisation, people, awards, and the web shell."""
