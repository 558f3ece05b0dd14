"""Run the commands as `python -m curriculum_commons`."""

from .cli import main

main()
