"""What has the organisation decided for itself? The policy pack 制度包: one TOML text of figures, lists and roles.

Imports `core.values`. A desk declares its section as a subclass of `sections.Settings`; what the text does not say has
the default declared there.

- `sections`: how a section of the pack and a role are declared.
- `labels`: what sections, figures, roles and duties are called.
- `errors`: reads the text, and says what is wrong in it, where, and what belongs there.
- `pack`: `Policy`: the pack as the rest of the program asks it.
- `editing`: replaces one figure, list or tree of the text and leaves the rest as it was written.
- `diff`: what differs between two texts, figure by figure.
- `settings`: the figures and lists one by one, as an officer looks them up and changes them.
"""
