"""A demonstration: the invented life of an organisation, played through the same actions as real work.

`story` tells it, `lives` says what may become of one person and one grievance, the other modules hold the words. All
names, numbers and cases are made up; identity numbers begin with a region that does not exist.
"""
