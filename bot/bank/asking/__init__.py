"""A heading and its section -> what an interviewer would ask."""
