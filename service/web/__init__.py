"""The web shell: what every page and every API answer shares."""
