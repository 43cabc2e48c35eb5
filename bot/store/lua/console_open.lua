-- Open an operator's session, or give it a new token after they proved once more who they are. KEYS: the new session,
-- the old one ('' for none), the operator's sessions, the last step of their authenticator, and counters of tries.
-- ARGV: pseudonym, mark, step ('' where they have no authenticator), '1' where it is a proof, longest pause in ms, longest
-- time in ms, how long a step is remembered in ms, audit body, audit mark.
-- Returns 'opened', 'used' (somebody used this code before) or 'gone' (a proof without a session).
local now, opened = now_ms(), nil
if ARGV[4] == '1' then
  opened = redis.call('HGET', KEYS[2], 'who') == ARGV[1] and redis.call('HGET', KEYS[2], 'opened')
  if not opened then return 'gone' end
end
if ARGV[3] ~= '' then
  if tonumber(redis.call('GET', KEYS[4]) or 0) >= tonumber(ARGV[3]) then return 'used' end
  redis.call('SET', KEYS[4], ARGV[3], 'PX', ARGV[7])
end
if KEYS[2] ~= '' then
  redis.call('DEL', KEYS[2])
  redis.call('SREM', KEYS[3], KEYS[2])
end
local left = (opened or now) + ARGV[6] - now
redis.call('HSET', KEYS[1], 'who', ARGV[1], 'mark', ARGV[2], 'opened', opened or string.format('%d', now))
if opened then redis.call('HSET', KEYS[1], 'proven', string.format('%d', now)) end
redis.call('PEXPIRE', KEYS[1], math.min(left, tonumber(ARGV[5])))
redis.call('SADD', KEYS[3], KEYS[1])
redis.call('PEXPIRE', KEYS[3], ARGV[6])
for place = 5, #KEYS do redis.call('DEL', KEYS[place]) end
note_audit(ARGV[8], ARGV[9])
return 'opened'
