"""Stories about ratings."""
