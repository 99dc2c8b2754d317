"""Which browsers know what the stylesheets use, by an extract of MDN's browser compatibility data."""
