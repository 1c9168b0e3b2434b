"""What matching does by time and not by a fact: runs over a whole region or programme."""
