"""The page in the browser."""

import os

# Gradio reads this while it is imported, and would report its use to its makers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
