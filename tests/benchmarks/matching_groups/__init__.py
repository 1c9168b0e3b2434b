"""Circles, caseloads and schools: how near the optimum, in how many CPU seconds."""
