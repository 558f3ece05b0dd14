"""What a page may call; engines read this file. There is nothing to change here."""

from curriculum_commons.build.macros import define_env

__all__ = ["define_env"]
