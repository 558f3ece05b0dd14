"""What must hold in the content of a site, one small generator a rule; its name says what.

A record is judged alone first; rules then see only the records that are good by themselves, and every name that is
used anywhere, so that nothing is reported only because its neighbour is wrong. To add a rule: write it, list it in
the `RULES` of its module, and add a case to `tests/broken/`.
"""
