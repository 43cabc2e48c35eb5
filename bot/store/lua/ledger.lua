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

-- What a campaign asked a person last lies with the person: `<ledger>|<row>|<flow>|<seconds>|<address hash>`. It is told
-- to what comes from that address alone.
local function ask(contact, name, row, starts, address)
  if redis.call('EXISTS', 'contact:' .. contact) == 0 then return end
  local question = table.concat({name, row, starts, redis.call('TIME')[1], address}, '|')
  redis.call('HSET', 'contact:' .. contact, 'asked', question)
end

local function asked_at(question, address)
  local told, where = string.match(question or '', '^(.*)|([^|]*)$')
  return told and where == address and told or ''
end

-- Note what a person did upon a question, each once, and ask no longer.
local function take_answer(contact, answer)
  local key = 'ledger:' .. answer.ledger
  redis.call('HDEL', 'contact:' .. contact, 'asked')
  if redis.call('EXISTS', key) == 0 then return end
  for _, did in ipairs(answer.outcomes) do
    local chunk = key .. ':did:' .. chunk_of(answer.row)
    if redis.call('HSETNX', chunk, answer.row .. '|' .. did, '') == 1 then redis.call('HINCRBY', key, 'did:' .. did, 1) end
    redis.call('EXPIRE', chunk, math.max(redis.call('TTL', key), 1))
  end
end

-- What a delivery's end means for its row (`ledger`, `row`, `tried`, `more`, `units`, `starts` of it): its status is
-- the fate, with the reason where it did not arrive. What failed goes to the recipient's next channel, if one is left.
local function settle_delivery(id, status, reason)
  local key = 'delivery:' .. id
  local found = redis.call('HMGET', key, 'ledger', 'row', 'tried', 'more', 'units', 'contact', 'starts', 'to')
  local name, row = found[1] or '', found[2]
  if name == '' or status == 'returned' then return end -- what came back is decided about first
  if status == 'failed' and found[4] == '1' then
    redis.call('HSET', 'ledger:' .. name .. ':tried:' .. chunk_of(row), row, found[3])
    redis.call('HSET', key, 'more', '')
    wait_again(name, row)
    return
  end
  local lost = (status == 'failed' or status == 'withheld') and reason and reason ~= ''
  local before = settle_row(name, row, lost and status .. ':' .. reason or status)
  local out = status == 'sent' or status == 'delivered' or status == 'read'
  if out and (before == 'queued' or before == 'unconfirmed') then
    redis.call('HINCRBY', 'ledger:' .. name, 'units', tonumber(found[5]) or 0)
    ask(found[6], name, row, found[7] or '', found[8] or '')
  end
end

-- Whether what is still in an outbox may go out: 'paused' takes it back, 'stopped' ends it.
local function halted(name)
  local state = name and name ~= '' and redis.call('HGET', 'ledger:' .. name, 'state')
  if state == 'paused' or state == 'failing' then return 'paused' end
  return state == 'stopped' and 'stopped' or nil
end
