"""The front door: takes in what senders submit, answers every event, keeps each referral's life."""
