"""Which question a good interviewer would ask: what is known of it, weighed by judged cards."""
