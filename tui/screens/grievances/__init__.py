"""What the grievance desk shows.

- `screen`: the desk: the queue of grievances.
- `duplicates`: a grievance beside those that may be about the same matter.
"""
