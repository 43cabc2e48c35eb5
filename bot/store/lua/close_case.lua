-- Close a case. ARGV: case, seconds to keep. Returns 1, or 0 when it was not open.
if redis.call('ZREM', 'cases', ARGV[1]) == 0 then return 0 end
redis.call('HSET', 'case:' .. ARGV[1], 'state', 'closed')
redis.call('EXPIRE', 'case:' .. ARGV[1], ARGV[2])
return 1
