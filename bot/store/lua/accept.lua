-- Claim a provider's native id, find (or make) the contact of the address, append the event, note that it was heard, wake.
-- KEYS: seen, address. ARGV: seconds to remember, id for a new contact, entry.
-- Returns {1 if new else 0, contact}. A repeat wakes again: the first may have died between put and wake.
local contact = redis.call('GET', KEYS[2])
local fresh = redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1])
if fresh then
  if not contact then
    contact = ARGV[2]
    redis.call('SET', KEYS[2], contact)
  end
  redis.call('RPUSH', 'mailbox:' .. contact, ARGV[3])
  note_heard(string.sub(KEYS[2], #'address:' + 1), now_ms())
end
count(fresh and 'accepted' or 'repeated')
if contact then wake('turns', contact, now_ms()) end
return {fresh and 1 or 0, contact}
