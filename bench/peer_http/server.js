// The peer of `chengshu bench http`: the same calls as a careful engineer would serve them with Node
// and PostgreSQL, one prepared statement or function call a request, JSON made by PostgreSQL where it
// can. Two processes, one for each core. It is spared what chengshu does besides: accounts, roles and
// scopes, masking, audit, working time, duty lookup, hashes, keys of each reporter.
// usage: node server.js SOCKET_DIRECTORY; prints the port once both listen
import cluster from 'node:cluster';
import crypto from 'node:crypto';
import http from 'node:http';
import pg from 'pg';

const [, , socket] = process.argv;
const workers = 2;
const connectionsEach = 20;
const steps = {sign: 2, outcome: 3, verify: 4, callback: 5, close: 6};
const phases = ['found', 'filed', 'dispatched', 'handling', 'verifying', 'answered', 'closed'];

const pool = new pg.Pool({host: socket, user: 'postgres', database: 'postgres', max: connectionsEach});

// A statement with a name is prepared once on each connection.
const ask = async (name, text, values) => (await pool.query({name, text, values})).rows;
const number = id => Number(id.slice(id.indexOf('-') + 1));
const text = n => `410100000-${n}`;

function seal(body) {
  const cipher = crypto.createCipheriv('aes-256-gcm', crypto.randomBytes(32), crypto.randomBytes(12));
  return Buffer.concat([cipher.update(body), cipher.final(), cipher.getAuthTag()]);
}

const caseSql = `
  SELECT json_build_object('row', to_jsonb(c),
    'orders', (SELECT json_agg(o) FROM orders o WHERE o.case_id = c.id),
    'clocks', (SELECT json_agg(k) FROM clocks k WHERE k.case_id = c.id),
    'reports', (SELECT json_agg(json_build_object('id', r.id, 'division', r.division, 'lon_e7', r.lon_e7,
      'lat_e7', r.lat_e7, 'reported_at', r.reported_at, 'text', r.body))
      FROM reports r WHERE r.case_id = c.id))::text AS body, c.phase
  FROM cases c WHERE c.id = $1`;
const inboxSql = `
  SELECT json_build_object('due', k.due, 'kind', k.kind, 'subject', to_jsonb(c), 'title',
    (SELECT left(r.body, 20) FROM reports r WHERE r.case_id = c.id LIMIT 1))::text AS body
  FROM clocks k JOIN cases c ON c.id = k.case_id
  WHERE k.unit = $1 AND k.stopped_at IS NULL ORDER BY k.due LIMIT $2`;
// Planned for its words each time: how common they are decides between the index and the newest rows.
const searchSql = words => `
  SELECT json_build_object('id', r.id, 'text', r.body, 'case', to_jsonb(c))::text AS body
  FROM reports r LEFT JOIN cases c ON c.id = r.case_id
  WHERE ${words.map((word, i) => `r.body LIKE $${i + 2}`).join(' AND ')}
  ORDER BY r.id DESC LIMIT $1`;

async function readCase(id) {
  const [row] = await ask('case', caseSql, [number(id)]);
  if (!row) return [404, '{}'];
  // The phase by its name, as the benchmark asks for it.
  return [200, `{"phase":"${phases[row.phase]}",${row.body.slice(1)}`];
}

async function list(name, sql, values) {
  const rows = await ask(name, sql, values);
  return [200, `{"rows":[${rows.map(row => row.body).join(',')}]}`];
}

async function submit(body, key) {
  const report = JSON.parse(body);
  const values = [key, crypto.randomInt(2 ** 47), seal(body), report.text, report.division,
    report.at.lon_e7, report.at.lat_e7];
  const [row] = await ask('submit', 'SELECT submit($1, $2, $3, $4, $5, $6, $7) AS id', values);
  return [201, `{"report":"${text(row.id)}"}`];
}

async function file(report, body, key) {
  const unit = Number(report.slice(-2)) % 180;
  const values = [key, number(report), JSON.parse(body).matter, unit];
  const [row] = await ask('file', 'SELECT file_case($1, $2, $3, $4) AS id', values);
  return [200, `{"events":[{"case_id":"${text(row.id)}"}]}`];
}

async function step(id, name, body, key) {
  await ask('step', 'SELECT step($1, $2, $3, $4)', [key, number(id), steps[name], body]);
  return [200, '{}'];
}

function route(request, body) {
  const url = new URL(request.url, 'http://localhost');
  const [, , , what, id, action, , last] = url.pathname.split('/');
  const key = request.headers['idempotency-key'];
  const limit = Number(url.searchParams.get('limit') ?? 50);
  if (request.method === 'POST' && what === 'reports')
    return id ? file(id, body, key) : submit(body, key);
  if (request.method === 'POST') return step(id, last ?? action, body, key);
  if (what === 'cases') return readCase(id);
  if (what === 'units') return list('inbox', inboxSql, [number(id) - 3, limit]);
  const words = url.searchParams.get('q').split(' ').map(word => `%${word}%`);
  return list(undefined, searchSql(words), [limit, ...words]);
}

async function answer(request, response, body) {
  let status = 500;
  let out = '{}';
  try {
    [status, out] = await route(request, body);
  } catch (error) {
    out = JSON.stringify({detail: String(error)});
  }
  response.writeHead(status, {'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(out)});
  response.end(out);
}

if (cluster.isPrimary) {
  for (let i = 0; i < workers; ++i) cluster.fork();
  let listening = 0;
  cluster.on('listening', (_, {port}) => { if (++listening === workers) console.log(port); });
} else {
  http.createServer((request, response) => {
    const pieces = [];
    request.on('data', piece => pieces.push(piece));
    request.on('end', () => answer(request, response, Buffer.concat(pieces).toString()));
  }).listen(0, '127.0.0.1');
}
