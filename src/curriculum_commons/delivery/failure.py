"""What keeps a site from being delivered, in one sentence for the person who publishes."""

from __future__ import annotations


class DeliveryError(Exception):
    """The site could not be delivered; what readers see is as it was."""
