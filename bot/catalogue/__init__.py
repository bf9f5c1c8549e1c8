"""What Mop knows: sources.yaml and the subscribed lists, looked up without I/O."""

from bot.catalogue.catalogue import Catalogue
from bot.catalogue.load import load
from bot.catalogue.lookup import OWN_LIST

__all__ = ["OWN_LIST", "Catalogue", "load"]
