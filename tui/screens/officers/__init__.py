"""What the desk of officers shows.

- `screen`: the desk: accounts, policy proposals, ledgers, key ceremonies.
- `policy`: the settings of the policy pack.
- `policy_edits`: editing the policy pack, with what the edit changes shown first.
"""
