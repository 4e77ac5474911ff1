"""Questions that are offered to click: which sections are worth asking about, and in what words."""
