-- Put before every script: the ledger of whatever writes first to many, a row for each recipient and its fate.
-- `ledger:<name>` has its state and how many rows have each fate (`fate:<fate>`), so that the sum is the audience;
-- `:rows:<n>` and `:fates:<n>` hold ROWS of them each, few enough to lie compactly; `:open` says which of these chunks
-- have rows that wait, and from when on.
local ROWS = 200

local function chunk_of(row)
  return math.floor(tonumber(row) / ROWS)
end

-- Move a row to another fate, in the same step as what moved it. Returns the fate before, or nil where there is no row.
local function settle_row(name, row, fate)
  local key = 'ledger:' .. name
  local fates = key .. ':fates:' .. chunk_of(row)
  local before = redis.call('HGET', fates, row)
  if not before then return nil end
  if before ~= fate then
    redis.call('HSET', fates, row, fate)
    redis.call('HINCRBY', key, 'fate:' .. before, -1)
    redis.call('HINCRBY', key, 'fate:' .. fate, 1)
  end
  return before
end

-- Let a row wait again: it is put into an outbox when its chunk comes round.
local function wait_again(name, row)
  local key = 'ledger:' .. name
  if not settle_row(name, row, 'pending') then return end
  redis.call('ZADD', key .. ':open', 0, chunk_of(row))
  local state = redis.call('HGET', key, 'state')
  if state == 'ended' then redis.call('HSET', key, 'state', 'running') end
  if state == 'ended' or state == 'stopped' then redis.call('SADD', 'ledgers:at_work', name) end
end

-- Leave nothing of a person in a row but its fate.
local function forget_row(name, row)
  local key, chunk = 'ledger:' .. name, chunk_of(row)
  local fate = redis.call('HGET', key .. ':fates:' .. chunk, row)
  if not fate then return end
  redis.call('HSET', key .. ':rows:' .. chunk, row, '|0')
  if fate == 'pending' or fate == 'queued' then settle_row(name, row, 'withheld:erased') end
end

-- What a delivery's end means for its row (`ledger`, `row`, `tried`, `more` and `units` of the delivery): its status is
-- the fate, with the reason where it did not arrive. What failed goes to the recipient's next channel, if one is left.
local function settle_delivery(id, status, reason)
  local key = 'delivery:' .. id
  local found = redis.call('HMGET', key, 'ledger', 'row', 'tried', 'more', 'units')
  local name, row = found[1] or '', found[2]
  if name == '' or status == 'returned' then return end -- what came back is decided about first
  local out = status == 'sent' or status == 'delivered' or status == 'read'
  if out and (found[5] or '') ~= '' then
    redis.call('HINCRBY', 'ledger:' .. name, 'units', found[5])
    redis.call('HDEL', key, 'units')
  end
  if status == 'failed' and found[4] == '1' then
    redis.call('HSET', 'ledger:' .. name .. ':tried:' .. chunk_of(row), row, found[3])
    redis.call('HSET', key, 'more', '')
    wait_again(name, row)
    return
  end
  local lost = (status == 'failed' or status == 'withheld') and reason and reason ~= ''
  settle_row(name, row, lost and status .. ':' .. reason or status)
end

-- Whether what is still in an outbox may go out: 'paused' takes it back, 'stopped' ends it.
local function halted(name)
  local state = name and name ~= '' and redis.call('HGET', 'ledger:' .. name, 'state')
  if state == 'paused' or state == 'failing' then return 'paused' end
  return state == 'stopped' and 'stopped' or nil
end
