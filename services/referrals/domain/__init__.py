"""What may happen to a referral, an offer and an outcome: plain Python."""
