"""What the interviewer says and asks after an answer."""
