"""近办 (Jinban): services, platforms and resources of one county, handled nearby."""

__version__ = "0.1.0"
