"""What the desk of matters shows.

- `screen`: the desk: matters, follow-ups, participations, who knows what, and what waits for a decision.
- `knowing`: who knows a matter, and what a person knows, from one key.
"""
