-- Keep what operators note about a contact, once. KEYS: seen.
-- ARGV: seconds to remember, contact, remark, how many are kept, seconds to keep. Returns 1, or 0 when it is known.
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1]) then return 0 end
redis.call('RPUSH', 'notes:' .. ARGV[2], ARGV[3])
redis.call('LTRIM', 'notes:' .. ARGV[2], -ARGV[4], -1)
redis.call('EXPIRE', 'notes:' .. ARGV[2], ARGV[5])
return 1
