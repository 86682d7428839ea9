-- What wrk sends, for scripts/bench:
--   wrk … -s benches/requests.lua URL -- METHOD PATH TOKEN BODY IDS
-- PATH may hold {id}: each request takes the next id of the file IDS. BODY is a file, or - for none.
local method, path, body, ids = nil, nil, nil, {}
local headers = {}
local turn = 0

function init(args)
    method, path = args[1], args[2]
    if args[3] ~= "-" then headers["Authorization"] = "Bearer " .. args[3] end
    if args[4] ~= "-" then
        local file = assert(io.open(args[4]))
        body = file:read("*a")
        file:close()
        headers["Content-Type"] = "application/json"
        headers["If-Match"] = '"1"'
    end
    if args[5] ~= "-" then
        for id in io.lines(args[5]) do ids[#ids + 1] = id end
    end
end

function request()
    if #ids == 0 then return wrk.format(method, path, headers, body) end
    turn = turn + 1
    return wrk.format(method, (path:gsub("{id}", ids[(turn - 1) % #ids + 1])), headers, body)
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"micros":%d,"refused":%d,"broken":%d,"p50":%d,"p99":%d,"bytes":%d}\n',
        summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99),
        summary.bytes / summary.requests))
end
