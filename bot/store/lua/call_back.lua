-- A callback came in: to whoever waits for it, else to the contact whose transaction it is about.
-- KEYS: awaited, callbacks, transaction, seen, seen of the transaction. ARGV: mark, body ('' where it could not be kept), how long it is kept in
-- ms, the most of a call, the most bytes of a call, entry for the mailbox ('' for none), seconds to remember, seconds
-- for which a contact's keys are indexed, the most late ones of a transaction.
-- Of a call, a mark tells a repetition; of what comes late, what it says: whoever repeats it has fresh message ids.
local contact = redis.call('GET', KEYS[3])
if ARGV[2] ~= '' and redis.call('EXISTS', KEYS[1]) == 1 then
  if redis.call('HEXISTS', KEYS[1], 'mark:' .. ARGV[1]) == 1 then
    count('callbacks:repeated')
    return 0
  end
  local more = redis.call('LLEN', KEYS[2]) - redis.call('HGET', KEYS[1], 'from')
  if more >= tonumber(ARGV[4]) or redis.call('HINCRBY', KEYS[1], 'bytes', #ARGV[2]) > tonumber(ARGV[5]) then
    count('callbacks:too_many')
    return 0
  end
  redis.call('HSET', KEYS[1], 'mark:' .. ARGV[1], '')
  count('callbacks:awaited')
  redis.call('RPUSH', KEYS[2], ARGV[2])
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
  if contact then belongs(contact, {KEYS[2]}, ARGV[8], now_ms()) end
  redis.call('PUBLISH', 'callbacks', KEYS[1])
  return 1
end
if not contact or ARGV[6] == '' then
  count('callbacks:unexpected')
  return 0
end
if redis.call('EXISTS', KEYS[4]) == 1 then
  count('callbacks:repeated')
  return 0
end
if tonumber(redis.call('GET', KEYS[5]) or 0) >= tonumber(ARGV[9]) then
  count('callbacks:too_many')
  return 0
end
redis.call('SET', KEYS[4], '1', 'EX', ARGV[7])
redis.call('INCR', KEYS[5])
redis.call('EXPIRE', KEYS[5], ARGV[7])
count('callbacks:late')
redis.call('RPUSH', 'mailbox:' .. contact, ARGV[6])
wake('turns', contact, now_ms())
return 1
