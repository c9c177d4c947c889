// What server.mjs can be.
import { generateKeyPairSync } from 'node:crypto';

/** A native application: any port of the loopback address is its redirect URI's (RFC 8252). */
const client = {
  client_id: 'hearthboard',
  client_name: 'Hearthboard',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['http://127.0.0.1/callback'],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
};

const homeScopes = ['energy', 'heatpump', 'temperature', 'settings', 'plugs', 'spotprice'].map((what) => `read:${what}`);

const profileClaims = [
  'birthdate', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname', 'picture',
  'preferred_username', 'profile', 'updated_at', 'website', 'zoneinfo',
];

const cookies = { keys: ['signs the cookies of one test'] };

/** Everybody is somebody here: the account is what is typed as login. */
async function findAccount(ctx, id) {
  return {
    accountId: id,
    claims: async () => ({
      sub: id, name: 'Robin of the tests', preferred_username: id, email: `${id}@home.example`, email_verified: true,
    }),
  };
}

const newKey = (kind, options) => ({ ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }), use: 'sig' });
const jwks = { keys: [newKey('rsa', { modulusLength: 2048 }), newKey('ec', { namedCurve: 'P-256' })] };

/**
 * The configuration that oidc-provider itself shows: example/support/configuration.js of its repository at tag v8.8.1
 * (https://github.com/panva/node-oidc-provider). The same settings: own interactions under /interaction/UID instead of
 * the built-in ones, claims of address, email, phone and profile, device flow and revocation, an RSA and a P-256 key;
 * all else, in-memory storage among it, is the provider's default. The client is added, and keys are made anew.
 */
const example = {
  clients: [client],
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  cookies,
  claims: {
    address: ['address'],
    email: ['email', 'email_verified'],
    phone: ['phone_number', 'phone_number_verified'],
    profile: profileClaims,
  },
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
  },
  jwks,
  findAccount,
};

/** Opaque access tokens; a refresh token can be used once, and using it again ends the session. */
const rotating = {
  clients: [client],
  cookies,
  claims: { email: ['email', 'email_verified'], profile: profileClaims },
  scopes: ['openid', 'offline_access', ...homeScopes],
  features: {
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
    introspection: { enabled: true },
  },
  rotateRefreshToken: true,
  ttl: { AccessToken: 300, RefreshToken: 30 * 86400 },
  jwks,
  findAccount,
};

/** Access tokens are JWTs for the home's services, good for ten seconds; the ID token says who it is. */
const jwt = {
  clients: [client],
  cookies,
  claims: { email: ['email', 'email_verified'], profile: profileClaims },
  conformIdTokenClaims: false,
  features: {
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'urn:hearthboard:home',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: homeScopes.join(' '),
        audience: 'urn:hearthboard:home',
        accessTokenFormat: 'jwt',
        accessTokenTTL: 10,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  jwks,
  findAccount,
};

/** The same, good for five minutes, and refresh tokens that can be used once. */
const lasting = {
  ...jwt,
  features: {
    ...jwt.features,
    resourceIndicators: {
      ...jwt.features.resourceIndicators,
      getResourceServerInfo: () => ({
        scope: homeScopes.join(' '),
        audience: 'urn:hearthboard:home',
        accessTokenFormat: 'jwt',
        accessTokenTTL: 300,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  rotateRefreshToken: true,
};

export const configurations = { example, rotating, jwt, lasting };

const page = (content) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>Sign-in</title></head><body>${content}</body></html>`;
const loginForm = '<form method="post"><input type="hidden" name="prompt" value="login">'
  + '<input name="login"><input type="password" name="password"><button type="submit">Sign in</button></form>';
const consentForm = '<form method="post"><input type="hidden" name="prompt" value="consent"><button type="submit">Allow</button></form>';

async function formOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return new URLSearchParams(text);
}

/** Everything that is asked for, as the one who has signed in. */
async function grantAll(provider, { grantId, session, params, prompt: { details } }) {
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  if (details.missingOIDCScope) grant.addOIDCScope(details.missingOIDCScope.join(' '));
  if (details.missingOIDCClaims) grant.addOIDCClaims(details.missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(details.missingResourceScopes ?? {}))
    grant.addResourceScope(resource, scopes.join(' '));
  return { consent: { grantId: await grant.save() } };
}

/** The pages that a provider without built-in ones has: a login, and a consent. */
export function ownInteractions(provider) {
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    const details = await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method === 'GET') {
      ctx.body = page(details.prompt.name === 'login' ? loginForm : consentForm);
      return undefined;
    }
    const form = await formOf(ctx.req);
    const login = form.get('prompt') === 'login';
    const result = login ? { login: { accountId: form.get('login') } } : await grantAll(provider, details);
    await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: !login });
    ctx.respond = false;
    return undefined;
  };
}
