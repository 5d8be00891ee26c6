"""What the desk of people shows.

- `screen`: the desk: the register of people and the units.
- `person_card`: a person with everything that names the person.
- `duplicates`: records listed twice: looked at side by side, joined, separated.
"""
