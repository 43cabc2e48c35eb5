-- Whose token is it? KEYS: token. ARGV: '1' to count as use, longest pause with and without an account in ms, longest
-- time with an account in ms.
-- Returns {visitor, '1' if an account was proven, '1' if it must be exchanged first}, or nil: it is no longer good.
local found = redis.call('HMGET', KEYS[1], 'visitor', 'proven', 'said')
if not found[1] then return nil end
if ARGV[1] == '1' and not found[3] and not use_token(KEYS[1], found[1], found[2], ARGV[2], ARGV[3], ARGV[4]) then
  return nil
end
return {found[1], found[2] and '1' or '', found[3] and '1' or ''}
