"""What stops content that is right by all rules, and should not be published all the same: one small module a gate.

A gate reads what is about to be published and gives objections, each with its place and a cure; it neither prints nor
decides. `judge` lets pass what `allow:` in `data/site.yaml` names, and tells of allowances that nothing needs.

To add a gate: name it in `model/gates.py`, write its module, list it in `judging.py`, and describe it on the page
"What keeps a page from being published" below Contribute.
"""
