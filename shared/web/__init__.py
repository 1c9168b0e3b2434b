"""What every page has in common: layout, style, and how numbers and dates are written."""
