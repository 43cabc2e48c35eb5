-- Put the events of due timers into their mailboxes. ARGV: how many. Returns how many were due.
local now = now_ms()
local due = redis.call('ZRANGEBYSCORE', 'timers', '-inf', now, 'LIMIT', 0, ARGV[1])
for _, timer in ipairs(due) do
  local border = string.find(timer, '|', 1, true)
  local contact = string.sub(timer, 1, border - 1)
  redis.call('ZREM', 'timers', timer)
  redis.call('RPUSH', 'mailbox:' .. contact, string.sub(timer, border + 1))
  wake('turns', contact, now)
end
return #due
