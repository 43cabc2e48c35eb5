-- Put the next event that is to be spread into the mailboxes of some who are enrolled in its programme, each once for
-- every change of it. ARGV: about how many at once, how many due turns may wait already, how many a second.
-- Returns how many; -1 where nothing is to be spread. Turns come first: while enough of them wait, none is added.
local LATE_MS = 1000 -- A look comes a little late each time: the pace is kept all the same, as long as it is not much.
local now = now_ms()
if redis.call('ZCARD', 'spreading') == 0 then return -1 end
local next_one = redis.call('ZRANGEBYSCORE', 'spreading', '-inf', now, 'WITHSCORES', 'LIMIT', 0, 1)
local id = next_one[1]
if not id or redis.call('ZCOUNT', 'turns', '-inf', now) > tonumber(ARGV[2]) then return 0 end
local key = 'flexibility:' .. id
local found = redis.call('HMGET', key, 'revision', 'first', 'programme', 'entry', 'cursor')
if not found[1] then
  redis.call('ZREM', 'spreading', id)
  return 0
end

local enrolled, spread = 'enrolled:' .. found[3], 0
local scanned = redis.call('SSCAN', enrolled, found[5], 'COUNT', ARGV[1])
for _, contact in ipairs(scanned[2]) do
  local record = 'contact:' .. contact
  if redis.call('EXISTS', record) == 0 then
    redis.call('SREM', enrolled, contact)
  else
    local fresh = redis.call('HSETNX', record, 'event:' .. id, 'noticed') == 1
    if fresh then redis.call('HINCRBY', key, 'fate:noticed', 1) end
    if fresh or found[1] ~= found[2] then
      local entry = string.gsub(found[4], '{contact}', contact)
      redis.call('RPUSH', 'mailbox:' .. contact, entry)
      wake('turns', contact, now)
      spread = spread + 1
    end
  end
end
redis.call('HSET', key, 'cursor', scanned[1])
if scanned[1] == '0' then redis.call('ZREM', 'spreading', id)
else redis.call('ZADD', 'spreading', math.max(next_one[2], now - LATE_MS) + spread * 1000 / ARGV[3], id) end
return spread
