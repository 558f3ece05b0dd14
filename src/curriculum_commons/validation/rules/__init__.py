"""What must hold in the content of a site, one small generator a rule; its name says what.

A record is judged alone first. What the rules then say of names holds for every record that can be read, and what
they say of sense only for those that are good by themselves, so that nothing is reported only because its neighbor
is wrong. To add a rule: write it, list it in the `RULES` of its module, and add a case to `tests/broken/`.
"""
