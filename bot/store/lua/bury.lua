-- Take an event that always fails out of the way: into the dead letters, with a case; later events go on.
-- ARGV: contact, token, event id, case as JSON, seconds to keep. Returns 1, or 0 when it is no longer ours.
local mailbox = 'mailbox:' .. ARGV[1]
local head = redis.call('LINDEX', mailbox, 0)
if not holds('turns', ARGV[1], ARGV[2]) or not head or entry_part(head, 1) ~= ARGV[3] then return 0 end
local now = now_ms()
local case = cjson.decode(ARGV[4])
redis.call('LPOP', mailbox)
count('dead_letters')
redis.call('HSET', 'dead:' .. ARGV[3], 'contact', ARGV[1], 'entry', head)
redis.call('EXPIRE', 'dead:' .. ARGV[3], ARGV[5])
redis.call('HSET', 'case:' .. case.id, 'contact', ARGV[1], 'kind', case.kind, 'body', case.body, 'state', 'open')
redis.call('ZADD', 'cases', now, case.id)
release('turns', ARGV[1], now)
return 1
