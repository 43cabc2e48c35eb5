-- A language model is about to be asked about a contact's words, or has answered. ARGV: contact, 1 before and 0 after,
-- tokens (those that it may cost; afterwards the difference to what it did cost), the most questions of a contact an
-- hour, the most tokens of all a day, and how it ended (before: '').
-- Returns '' where it may be asked, else what is used up: 'contact' or 'day'.
local turns, day, tokens = 'model:turns:' .. ARGV[1], 'model:tokens', tonumber(ARGV[3])
if ARGV[2] == '1' then
  local used
  if tonumber(redis.call('GET', turns) or 0) >= tonumber(ARGV[4]) then used = 'contact'
  elseif tonumber(redis.call('GET', day) or 0) + tokens > tonumber(ARGV[5]) then used = 'day' end
  if used then
    count('model:over_' .. used)
    return used
  end
  if redis.call('INCR', turns) == 1 then redis.call('EXPIRE', turns, 3600) end
end
if ARGV[2] == '1' or redis.call('EXISTS', day) == 1 then redis.call('INCRBY', day, tokens) end
if redis.call('TTL', day) == -1 then redis.call('EXPIRE', day, 86400) end
if ARGV[6] ~= '' then count('model:' .. ARGV[6]) end
return ''
