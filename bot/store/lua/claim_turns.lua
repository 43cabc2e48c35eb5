-- Lease up to N contacts that have something in their mailbox.
-- ARGV: how many, lease in ms.
-- Returns a list of {contact, token, contact record, session, {orders}, {first entries}, tries at the first event,
-- whether it is a suspect, when the address that it came from opted out or '', what campaigns asked there last}.
local now = now_ms()
local claimed = {}
for _, contact in ipairs(redis.call('ZRANGEBYSCORE', 'turns', '-inf', now, 'LIMIT', 0, ARGV[1])) do
  local token = lease('turns', contact, ARGV[2], now)
  if token then
    local entries, tries, suspect = first_events(contact)
    if entries then
      local known = redis.call('HMGET', 'contact:' .. contact, 'contact', 'session', 'asked')
      local orders = redis.call('HVALS', 'orders:' .. contact)
      table.insert(claimed, {contact, token, known[1], known[2], orders, entries, tries, suspect,
        stopped_at(entry_part(entries[1], 2)), asked_at(known[3], entry_part(entries[1], 2))})
    else
      release('turns', contact, nil)
    end
  end
end
return claimed
