"""Template tags of purchase activity."""
