"""What matching does by time and not by a fact: match runs over a whole region."""
