-- How many contacts have an enrolment in a programme. KEYS: its set.
return redis.call('SCARD', KEYS[1])
