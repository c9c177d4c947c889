// What Keycloak 26 and Dex 2 answer where oidc-provider answers otherwise: a row each, and who bends answers by it. From their
// sources: Keycloak's DeviceGrantType, DeviceEndpoint and TokenManager; Dex's server/deviceflowhandlers.go and
// refreshhandlers.go.
import { randomUUID } from 'node:crypto';

/**
 * like: the configuration (configurations.mjs) that it starts from
 * path, routes: where the issuer and its endpoints are
 * discovery: members that its description has, or (undefined) has not
 * scopes: the only ones it knows; strangers are refused where `refusesScopesAt` says
 * refusals: by oidc-provider's error, what is said instead: status, error, description
 * refreshRefusals: likewise, where a refresh token is refused
 * device, tokens: members of those answers
 * devicePkce: a device has to send a code challenge, and to answer it
 */
export const bent = {
  keycloak: {
    like: 'lasting',
    path: '/realms/home',
    routes: {
      authorization: '/protocol/openid-connect/auth',
      device_authorization: '/protocol/openid-connect/auth/device',
      code_verification: '/device',
      token: '/protocol/openid-connect/token',
      jwks: '/protocol/openid-connect/certs',
      userinfo: '/protocol/openid-connect/userinfo',
      revocation: '/protocol/openid-connect/revoke',
      end_session: '/protocol/openid-connect/logout',
    },
    discovery: {
      // The home's scopes are optional client scopes of the realm.
      scopes_supported: [
        'openid', 'acr', 'address', 'basic', 'email', 'microprofile-jwt', 'offline_access', 'phone', 'profile', 'roles',
        'web-origins', 'read:energy', 'read:heatpump', 'read:temperature', 'read:settings', 'read:plugs', 'read:spotprice',
      ],
      code_challenge_methods_supported: ['plain', 'S256'],
      backchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
    },
    refusesScopesAt: 'device_authorization',
    refusals: {
      authorization_pending: [400, 'authorization_pending', 'The authorization request is still pending'],
      slow_down: [400, 'slow_down', 'Slow down'],
      expired_token: [400, 'expired_token', 'Device code is expired'],
      access_denied: [400, 'access_denied', 'The end user denied the authorization request'],
    },
    refreshRefusals: { invalid_grant: [400, 'invalid_grant', 'Maximum allowed refresh token reuse exceeded'] },
    device: { interval: 0 },
    tokens: () => ({
      token_type: 'Bearer', refresh_expires_in: 0, 'not-before-policy': 0, session_state: randomUUID(),
    }),
    devicePkce: true,
  },
  dex: {
    like: 'rotating',
    path: '/dex',
    routes: {
      authorization: '/auth',
      device_authorization: '/device/code',
      code_verification: '/device',
      token: '/token',
      jwks: '/keys',
      userinfo: '/userinfo',
    },
    discovery: {
      scopes_supported: ['openid', 'email', 'groups', 'profile', 'offline_access'],
      code_challenge_methods_supported: ['S256', 'plain'],
      revocation_endpoint: undefined,
      end_session_endpoint: undefined,
      introspection_endpoint: undefined,
      authorization_response_iss_parameter_supported: undefined,
    },
    refusesScopesAt: 'authorization',
    refusals: {
      authorization_pending: [401, 'authorization_pending'],
      slow_down: [400, 'slow_down'],
      expired_token: [400, 'expired_token'],
      // Who says no on the phone tells the device nothing.
      access_denied: [401, 'authorization_pending'],
    },
    refreshRefusals: {
      invalid_grant: [400, 'invalid_request', 'Refresh token is invalid or has already been claimed by another client.'],
    },
    device: { interval: 5 },
    tokens: () => ({ token_type: 'bearer', scope: undefined }),
    devicePkce: false,
  },
};

function answer(ctx, [status, error, description]) {
  ctx.status = status;
  ctx.body = { error, error_description: description };
}

function unknownScopes(row, asked) {
  return (asked ?? '').split(' ').filter((scope) => scope !== '' && !row.discovery.scopes_supported.includes(scope));
}

/** Where to send the browser with the refusal; nothing where all is known. */
function refusedRedirect(row, query) {
  const strangers = unknownScopes(row, query.scope);
  if (strangers.length === 0 || !query.redirect_uri) return undefined;
  const back = new URL(query.redirect_uri);
  back.searchParams.set('error', 'invalid_scope');
  back.searchParams.set('error_description', `Unrecognized scope(s) ${JSON.stringify(strangers)}`);
  back.searchParams.set('state', query.state ?? '');
  return back.href;
}

/** A middleware of a provider that answers as this row says. */
export function bending(row) {
  const challenges = new Map();  // by device code
  const strange = new Map();  // by user code: the scopes that will be refused on the phone

  function bendDevice(ctx, asked) {
    const strangers = unknownScopes(row, asked.scope);
    if (row.devicePkce && asked.code_challenge_method !== 'S256')
      return answer(ctx, [400, 'invalid_request', 'Missing parameter: code_challenge_method']);
    if (strangers.length > 0 && row.refusesScopesAt === 'device_authorization')
      return answer(ctx, [400, 'invalid_scope', `Invalid scopes: ${asked.scope}`]);
    if (strangers.length > 0) strange.set(ctx.body.user_code, strangers);
    challenges.set(ctx.body.device_code, asked.code_challenge);
    return Object.assign(ctx.body, row.device);
  }
  const answered = async (asked) => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(asked.code_verifier ?? ''));
    return Buffer.from(digest).toString('base64url') === challenges.get(asked.device_code);
  };
  async function bendTokens(ctx, asked) {
    if (row.devicePkce && asked.device_code && !await answered(asked))
      return answer(ctx, [400, 'invalid_grant', 'PKCE verification failed: Code mismatch']);
    return Object.assign(ctx.body, row.tokens());
  }

  return async (ctx, next) => {
    const refused = row.refusesScopesAt === 'authorization' && ctx.path === row.routes.authorization && ctx.method === 'GET'
      ? refusedRedirect(row, ctx.query) : undefined;
    if (refused) return ctx.redirect(refused);
    if (strange.has(ctx.query.user_code) && ctx.path === row.routes.code_verification) {
      ctx.status = 400;
      ctx.body = `Bad Request: Unrecognized scope(s) ${JSON.stringify(strange.get(ctx.query.user_code))}`;
      return undefined;
    }
    await next();
    const asked = ctx.oidc?.body ?? {};
    if (ctx.path === '/.well-known/openid-configuration') return Object.assign(ctx.body, row.discovery);
    if (ctx.path === row.routes.device_authorization && ctx.body?.device_code) return bendDevice(ctx, asked);
    if (ctx.path !== row.routes.token) return undefined;
    if (ctx.body?.access_token) return bendTokens(ctx, asked);
    const refusals = asked.grant_type === 'refresh_token' ? { ...row.refusals, ...row.refreshRefusals } : row.refusals;
    const bentTo = refusals[ctx.body?.error];
    return bentTo && answer(ctx, bentTo);
  };
}
