"""The documented problem format: a JSON document of people, supply, rules, weights and bounds."""
