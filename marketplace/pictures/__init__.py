"""Uploaded pictures: validation, colour conversion, resized files and clean-up."""
