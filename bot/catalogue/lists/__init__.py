"""Lists that others keep, subscribed to in sources.yaml: read, checked, swapped in as a whole, and looked up."""
