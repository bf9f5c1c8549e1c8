"""What Mop knows: sources.yaml and the subscribed lists, looked up without I/O."""
