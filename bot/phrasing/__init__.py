"""A heading and its section → the question a person would ask; none rather than an odd one."""
