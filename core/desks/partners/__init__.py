"""To whom can a grievance be referred? The register of partners 协作单位.

Imports no other desk.

- `register`: agencies, courts, law firms and others: adding, amending, checking their good standing, ending.
"""
