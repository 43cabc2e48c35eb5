-- Whose session is it? KEYS: session. ARGV: '1' to count as use, longest pause in ms, longest time in ms, how long a
-- proof is good in ms.
-- Returns {pseudonym, mark, '1' if they proved just now who they are}, or nil: it is over.
local found, now = redis.call('HMGET', KEYS[1], 'who', 'mark', 'opened', 'proven'), now_ms()
if not found[1] then return nil end
local left = found[3] + ARGV[3] - now
if left <= 0 then
  redis.call('DEL', KEYS[1])
  return nil
end
if ARGV[1] == '1' then redis.call('PEXPIRE', KEYS[1], math.min(left, tonumber(ARGV[2]))) end
return {found[1], found[2], found[4] and now - found[4] < tonumber(ARGV[4]) and '1' or ''}
