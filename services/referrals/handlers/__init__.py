"""One file per thing that referrals does; every decider is pure."""
