-- Put a dead letter back into its mailbox (ARGV[2] = '1') or discard it, and close its case.
-- ARGV: event id, '1' or '', case id, seconds to keep. Returns 1, or 0 when there is no such letter.
local key = 'dead:' .. ARGV[1]
local found = redis.call('HMGET', key, 'contact', 'entry')
if not found[1] then return 0 end
redis.call('DEL', key, 'tries:' .. ARGV[1])
close_case(ARGV[3], ARGV[4])
if ARGV[2] == '1' then
  redis.call('RPUSH', 'mailbox:' .. found[1], found[2])
  wake('turns', found[1], now_ms())
end
return 1
