-- Lease up to N contacts with something to send, and mark the first delivery of each as being attempted.
-- ARGV: lane, how many, lease in ms, the providers' limits by channel as JSON. Returns a list of {contact, token, and what
-- begin_first tells}, where the status is what it was before: `attempting` there means that an earlier attempt is doubtful.
-- Who must wait for a limit that all share keeps the place in the row; who waits for the own chat's comes back then.
local now, paces = now_ms(), cjson.decode(ARGV[4])
local claimed, wanted = {}, tonumber(ARGV[2])
local due = redis.call('ZRANGEBYSCORE', ARGV[1], '-inf', now, 'WITHSCORES', 'LIMIT', 0, wanted * 2)
for place = 1, #due, 2 do
  if #claimed >= wanted then break end
  local contact = due[place]
  local token = lease(ARGV[1], contact, ARGV[3], now)
  if token then
    local first, at, shared = begin_first(ARGV[1], contact, now, paces)
    if first then
      table.insert(claimed, {contact, token, unpack(first)})
    else
      release(ARGV[1], contact, shared and due[place + 1] or at)
    end
  end
end
return claimed
