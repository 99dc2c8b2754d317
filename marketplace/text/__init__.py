"""Rules for text that people type: lines, paragraphs, names and mail addresses."""
