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

-- Whether a row is a person's: once a ledger is gone, its name may be another's.
local function is_row_of(name, row, contact)
  local stored = redis.call('HGET', 'ledger:' .. name .. ':rows:' .. chunk_of(row), row)
  return stored and string.match(stored, '^[^|]*') == contact
end

-- Leave nothing of a person in a row but its fate.
local function forget_row(contact, name, row)
  if not is_row_of(name, row, contact) then return end
  local key, chunk = 'ledger:' .. name, chunk_of(row)
  local fate = redis.call('HGET', key .. ':fates:' .. chunk, row)
  if not fate then return end
  redis.call('HSET', key .. ':rows:' .. chunk, row, '|0')
  if fate == 'pending' or fate == 'queued' then settle_row(name, row, 'withheld:erased') end
end

-- What campaigns asked a person last lies with the person, newest first, each a line
-- `<ledger>|<row>|<flow>|<seconds>|<provider's id>|<address hash>`. It is told to what comes from that address alone.
local MOST_ASKED = 5

local function keep_asked(contact, lines)
  if #lines == 0 then
    redis.call('HDEL', 'contact:' .. contact, 'asked')
  else
    redis.call('HSET', 'contact:' .. contact, 'asked', table.concat(lines, '\n', 1, math.min(#lines, MOST_ASKED)))
  end
end

-- Return the lines that were asked, without those of one row.
local function asked_but(contact, name, row)
  local lines, mine = {}, name .. '|' .. row .. '|'
  for line in string.gmatch(redis.call('HGET', 'contact:' .. contact, 'asked') or '', '[^\n]+') do
    if string.sub(line, 1, #mine) ~= mine then table.insert(lines, line) end
  end
  return lines
end

local function ask(contact, name, row, starts, sent_as, address)
  if redis.call('EXISTS', 'contact:' .. contact) == 0 then return end
  local lines = asked_but(contact, name, row)
  table.insert(lines, 1, table.concat({name, row, starts, redis.call('TIME')[1], sent_as, address}, '|'))
  keep_asked(contact, lines)
end

local function asked_at(questions, address)
  local told = {}
  for line in string.gmatch(questions or '', '[^\n]+') do
    local question, where = string.match(line, '^(.*)|([^|]*)$')
    if question and where == address then table.insert(told, question) end
  end
  return table.concat(told, '\n')
end

-- Note what a person did upon a question, each once, and ask no longer. A row of '' is the person's own. Who came by a
-- campaign's link is counted though there be none: the conversation says so once (bot/flows/arriving.py).
local function take_answer(contact, answer)
  local key, row = 'ledger:' .. answer.ledger, answer.row
  if row == '' then
    local mine = redis.call('HGET', 'rows:' .. contact, answer.ledger)
    row = mine and string.format('%d', cjson.decode(mine)[1])
    if row and not is_row_of(answer.ledger, row, contact) then row = nil end
  end
  if row then keep_asked(contact, asked_but(contact, answer.ledger, row)) end
  if redis.call('EXISTS', key) == 0 then return end
  for _, did in ipairs(answer.outcomes) do
    local chunk = row and key .. ':did:' .. chunk_of(row)
    if did == 'arrived' or chunk and redis.call('HSETNX', chunk, row .. '|' .. did, '') == 1 then
      redis.call('HINCRBY', key, 'did:' .. did, 1)
    end
    if chunk then redis.call('EXPIRE', chunk, math.max(redis.call('TTL', key), 1)) end
  end
end

-- What a delivery's end means for its row (`ledger`, `row`, `tried`, `more`, `units`, `starts` of it): its status is
-- the fate, with the reason where it did not arrive. What failed goes to the recipient's next channel, if one is left.
local function settle_delivery(id, status, reason)
  local key = 'delivery:' .. id
  local found = redis.call('HMGET', key, 'ledger', 'row', 'tried', 'more', 'units', 'contact', 'starts', 'to',
    'provider_id', 'channel')
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
    local units = tonumber(found[5]) or 0
    redis.call('HINCRBY', 'ledger:' .. name, 'units', units)
    redis.call('HINCRBY', 'ledger:' .. name, 'billed:' .. found[10], math.max(units, 1))
    ask(found[6], name, row, found[7] or '', found[9] or '', found[8] or '')
  end
end

-- Whether what is still in an outbox may go out: 'paused' takes it back, 'stopped' ends it.
local function halted(name)
  local state = name and name ~= '' and redis.call('HGET', 'ledger:' .. name, 'state')
  if state == 'paused' or state == 'failing' then return 'paused' end
  return state == 'stopped' and 'stopped' or nil
end
