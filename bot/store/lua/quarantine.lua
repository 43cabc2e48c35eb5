-- Set damaged values aside. KEYS: where. ARGV: values, seconds to keep.
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
