-- Give a visitor a new token for the old one, which is refused from now on.
-- KEYS: old, new. ARGV: hash of the new token, longest pause with and without an account in ms, longest time with an
-- account in ms, age in ms from which a token without an account is exchanged, and hashes of what this browser said.
-- Where an account was proven, only the browser that typed the code gets it: another one may hold the same old token.
-- Returns 'new', 'kept' (nothing to do), 'wait' (somebody else must come first) or 'gone'.
local now = now_ms()
local found = redis.call('HMGET', KEYS[1], 'visitor', 'issued', 'proven', 'said')
if not found[1] then return 'gone' end
if found[4] then
  local typed = false
  for place = 6, #ARGV do typed = typed or string.find(found[4], ARGV[place], 1, true) ~= nil end
  if not typed then return 'wait' end
elseif found[3] or now - found[2] < tonumber(ARGV[5]) then
  return 'kept'
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[2], 'visitor', found[1], 'issued', now)
if found[3] then redis.call('HSET', KEYS[2], 'proven', found[3]) end
redis.call('SET', 'visitor:' .. found[1], ARGV[1])
if not use_token(KEYS[2], found[1], found[3], ARGV[2], ARGV[3], ARGV[4]) then return 'gone' end
redis.call('PUBLISH', 'chat', found[1])
return 'new'
