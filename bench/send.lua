-- Sends one request again and again, each time with a fresh UUID as its message id.
-- Arguments: seed, placeholder of the id, body, then header names and values in turn.

local head, tail
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  math.randomseed(tonumber(args[1]) + number)
  local headers = {}
  for i = 4, #args, 2 do
    headers[args[i]] = args[i + 1]
  end
  for name, value in pairs(wrk.headers) do
    headers[name] = value
  end
  -- Formatted once and cut in two, so that the script costs next to nothing per request.
  local whole = wrk.format("POST", nil, headers, args[3])
  local first, last = whole:find(args[2], 1, true)
  head, tail = whole:sub(1, first - 1), whole:sub(last + 1)
end

function request()
  return head .. string.format(
    "%08x-%04x-4%03x-%04x-%06x%06x",
    math.random(0, 0xffffffff), math.random(0, 0xffff), math.random(0, 0xfff),
    math.random(0x8000, 0xbfff), math.random(0, 0xffffff), math.random(0, 0xffffff)
  ) .. tail
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "bytes": %d, "p50_us": %.1f, "p99_us": %.1f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
