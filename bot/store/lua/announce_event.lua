-- Keep a flexibility event as it is called or changed, and begin to spread it.
-- ARGV: event, revision, as stored, programme, entry for a mailbox with {contact} in place of whose it is, when it ends in
-- ms, seconds to keep, audit body, audit mark ('' where no operator did it). Returns 1; 0 where this revision or a later one is known.
local key = 'flexibility:' .. ARGV[1]
local known = redis.call('HGET', key, 'revision')
if known and tonumber(known) >= tonumber(ARGV[2]) then return 0 end
local now = now_ms()
redis.call('HSET', key, 'revision', ARGV[2], 'body', ARGV[3], 'programme', ARGV[4], 'entry', ARGV[5], 'cursor', '0')
redis.call('HSETNX', key, 'first', ARGV[2])
redis.call('EXPIRE', key, ARGV[7])
redis.call('ZADD', 'flexibility', ARGV[6], ARGV[1])
redis.call('EXPIRE', 'flexibility', ARGV[7])
redis.call('ZREMRANGEBYSCORE', 'flexibility', '-inf', now - ARGV[7] * 1000)
redis.call('ZADD', 'spreading', now, ARGV[1])
if ARGV[8] ~= '' then note_audit(ARGV[8], ARGV[9]) end
return 1
