-- Append an event of ours (an operator's words, a refused delivery) to a contact's mailbox, once per event id.
-- KEYS: seen. ARGV: seconds to remember, contact, entry; and, where only its owner may, a case and that owner.
-- Returns 1, or 0 when somebody else owns the case.
if ARGV[4] and redis.call('HGET', 'case:' .. ARGV[4], 'owner') ~= ARGV[5] then return 0 end
if redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1]) then
  redis.call('RPUSH', 'mailbox:' .. ARGV[2], ARGV[3])
end
wake('turns', ARGV[2], now_ms())
return 1
