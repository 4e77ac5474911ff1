"""An answer against rubric points -> verdicts and a score."""
