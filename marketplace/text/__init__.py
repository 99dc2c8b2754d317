"""Rules for text that people type: what a line, a paragraph, a name and a mail address may contain."""
