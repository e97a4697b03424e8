"""Stories about forms and their versions."""
