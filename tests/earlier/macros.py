"""What a page may call. Engines read this file; the macros themselves are in curriculum_commons.pages."""

from curriculum_commons.site.macros import define_env

__all__ = ["define_env"]
