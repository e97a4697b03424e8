"""Stories about unannounced visits."""
