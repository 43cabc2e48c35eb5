-- Give a visitor a token. KEYS: token, visitor. ARGV: visitor, hash of the token, how long unused in ms.
redis.call('HSET', KEYS[1], 'visitor', ARGV[1], 'issued', now_ms())
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
