"""What a page may call. Engines read this file; the macros themselves are in curriculum_commons.render."""

from curriculum_commons.build.macros import define_env

__all__ = ["define_env"]
