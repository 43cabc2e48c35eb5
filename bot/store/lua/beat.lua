-- A process says that it lives. ARGV: name, seconds.
redis.call('SET', 'alive:' .. ARGV[1], '1', 'EX', ARGV[2])
return 1
