"""Questions that a language model writes of a section, checked by code before they stand."""
