"""What stops content that follows all rules and still should not be published: one module for each gate or two.

A gate reads what is about to be published and yields findings, each with its position and a way out; it neither prints
nor decides. `evaluate` leaves out what `allow:` in `data/site.yaml` names, and reports allowances that nothing needs.

To add a gate: name it in `model/site.py`, write its function, list it in `evaluate.py`, give it a problem code in
`source_files.py`, and describe it on the page "What keeps a page from being published" below Contribute.
"""
