// An OpenID provider on a free loopback port: prints its address and serves until it is ended.
// usage: node provider.mjs REDIRECT_URI
// GET /rotate puts new keys in place of the old ones, as a provider does without notice.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const redirect = process.argv[2];

function keys() {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return {
    keys: [
      { ...rsa.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' },
      { ...ec.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'ES256' },
    ],
  };
}

function client(name, more) {
  return {
    client_id: name,
    redirect_uris: [redirect],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    ...more,
  };
}

function provider(issuer) {
  return new Provider(issuer, {
    clients: [
      client('chengshu', { client_secret: 'a secret of + and %' }),
      client('chengshu-ec', {
        client_secret: 'another secret',
        id_token_signed_response_alg: 'ES256',
        token_endpoint_auth_method: 'client_secret_post',
      }),
    ],
    jwks: keys(),
    cookies: { keys: ['only for tests'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
}

// Whoever comes is signed in as this person, and consents.
async function interact(current, request, response) {
  const { prompt, params, session } = await current.interactionDetails(request, response);
  const accountId = 'person-7';
  if (prompt.name === 'login') {
    return current.interactionFinished(request, response, { login: { accountId } });
  }
  const grant = new current.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope('openid');
  const consent = { grantId: await grant.save() };
  return current.interactionFinished(request, response, { consent },
    { mergeWithLastSubmission: true });
}

let current;
let issuer;
const server = createServer((request, response) => {
  if (request.url === '/rotate') {
    current = provider(issuer);
    response.end('rotated');
  } else if (request.url.startsWith('/interaction/')) {
    interact(current, request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  } else {
    current.callback()(request, response);
  }
});
server.listen(0, '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  current = provider(issuer);
  console.log(issuer);
});
