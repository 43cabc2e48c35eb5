-- Lease up to N contacts with something to send, and mark the first delivery of each as being attempted.
-- ARGV: lane, how many, lease in ms. Returns a list of {contact, token, and what begin_first tells},
-- where the status is what it was before: `attempting` there means that an earlier attempt is doubtful.
local now = now_ms()
local claimed = {}
for _, contact in ipairs(redis.call('ZRANGEBYSCORE', ARGV[1], '-inf', now, 'LIMIT', 0, ARGV[2])) do
  local token = lease(ARGV[1], contact, ARGV[3], now)
  if token then
    local first, due = begin_first(ARGV[1], contact, now)
    if first then
      table.insert(claimed, {contact, token, unpack(first)})
    else
      release(ARGV[1], contact, due)
    end
  end
end
return claimed
