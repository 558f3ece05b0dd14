"""What keeps a site from being delivered, in one message for the person who publishes."""

from __future__ import annotations


class DeliveryError(Exception):
    """The site could not be delivered."""

    readers = "what readers see is as it was"
    """What that means for those who read the site."""


class FullError(DeliveryError):
    """There is no room where it goes."""


class VanishedError(DeliveryError):
    """Another publication has removed something meanwhile."""


class BrokenOffError(DeliveryError):
    """The connection was lost, and nobody knows how much had been done by then."""


class UnsureError(DeliveryError):
    """It was lost in the moment in which what readers see changes."""

    readers = "readers may see the site as it was or as it was to be"


class LateError(DeliveryError):
    """Only what comes after that moment could not be done."""

    readers = "readers see what was asked for all the same, and the next publication does the rest"
