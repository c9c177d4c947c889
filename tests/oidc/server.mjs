// server.mjs MODE [PORT]: a real OpenID provider on this port of this machine, or a free one; MODE is a configuration of
// configurations.mjs, or a provider of bent.mjs that it answers like. Says one line of JSON on
// stdout when it is ready, {"issuer", "client_id", "mode"}, and ends when its stdin does. Every secret it hands out is
// appended to the file that HEARTHSIM_TOKEN_LOG names, one a line: a test looks for them in logs.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

// What the provider has to remark goes to stderr.
console.info = console.warn = console.error;

const { Provider } = await import('oidc-provider');
const { configurations, ownInteractions } = await import('./configurations.mjs');
const { bent, bending } = await import('./bent.mjs');

const [mode, port = '0'] = process.argv.slice(2);
const row = bent[mode];
const configuration = configurations[row?.like ?? mode];
if (!configuration) {
  console.error(`Usage: server.mjs ${[...Object.keys(configurations), ...Object.keys(bent)].join('|')} [PORT]`);
  process.exit(64);
}

function note(secret) {
  const file = process.env.HEARTHSIM_TOKEN_LOG;
  if (file && typeof secret === 'string' && secret !== '') appendFileSync(file, `${secret}\n`);
}

/** The secrets of an answer: in its JSON, or in the query it redirects to. */
function noteSecretsOf(ctx) {
  const { body } = ctx;
  if (body && typeof body === 'object')
    for (const name of ['access_token', 'refresh_token', 'id_token', 'device_code']) note(body[name]);
  const location = ctx.response.get('location');
  if (location) note(new URL(location, ctx.href).searchParams.get('code'));
}

const server = createServer();
server.listen(Number(port), '127.0.0.1', () => {
  const path = row?.path ?? '';
  const issuer = `http://127.0.0.1:${server.address().port}${path}`;
  const provider = new Provider(issuer, { ...configuration, ...(row && { routes: row.routes }) });
  provider.use(async (ctx, next) => {
    await next();
    noteSecretsOf(ctx);
  });
  if (row) provider.use(bending(row));
  if (mode === 'example') provider.use(ownInteractions(provider));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith(path)) return response.writeHead(404).end();
    // As one that is mounted there: it finds its own path from the difference.
    request.originalUrl = request.url;
    request.url = request.url.slice(path.length) || '/';
    return answer(request, response);
  });
  process.stdout.write(`${JSON.stringify({ issuer, client_id: 'hearthboard', mode })}\n`);
});

process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
