"""What Mop knows: sources.yaml and the subscribed lists, looked up without I/O."""

from bot.catalogue.catalogue import OWN_LIST, Catalogue
from bot.catalogue.load import load

__all__ = ["OWN_LIST", "Catalogue", "load"]
