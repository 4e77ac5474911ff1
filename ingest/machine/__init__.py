"""Files, processor, network and terminal of this machine."""
