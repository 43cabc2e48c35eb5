-- Drop the entries up to and with one, and note where the rest begins. ARGV: id of the entry, number, hash, mark.
-- Returns 1, or 0 when there is no such entry any more.
if #redis.call('XRANGE', 'audit', ARGV[1], ARGV[1]) == 0 then return 0 end
redis.call('XTRIM', 'audit', 'MINID', string.format('%d-0', ARGV[2] + 1))
redis.call('HSET', 'audit:start', 'number', ARGV[2], 'hash', ARGV[3], 'mark', ARGV[4])
return 1
