"""Advocates' caseloads: nobody orphaned, home before cover, planned handovers, fair shares."""
