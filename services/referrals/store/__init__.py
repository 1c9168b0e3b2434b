"""What referrals remembers: where each referral stands, and which offers were admitted."""
