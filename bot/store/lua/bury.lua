-- Take an event that always fails out of the way: into the dead letters, with a case and an apology; later events go on.
-- ARGV: contact, token, event id, case as JSON, seconds to keep, deliveries as JSON.
-- Returns 1, or 0 when it is no longer ours.
local contact, mailbox = ARGV[1], 'mailbox:' .. ARGV[1]
local head = redis.call('LINDEX', mailbox, 0)
if not holds('turns', contact, ARGV[2]) or not head or entry_part(head, 1) ~= ARGV[3] then return 0 end
local now = now_ms()
redis.call('LPOP', mailbox)
count('dead_letters')
redis.call('HSET', 'dead:' .. ARGV[3], 'contact', contact, 'entry', head)
redis.call('EXPIRE', 'dead:' .. ARGV[3], ARGV[5])
belongs(contact, {'dead:' .. ARGV[3]}, ARGV[5], now)
open_case(contact, cjson.decode(ARGV[4]), now)
queue_deliveries(contact, cjson.decode(ARGV[6]), ARGV[5], now)
release('turns', contact, now)
return 1
