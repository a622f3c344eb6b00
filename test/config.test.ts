import { describe, expect, test } from 'vitest';
import { describeConfig, parseConfig } from '../src/config.ts';

const TOKEN = 'a-token-of-some-length';

describe('parseConfig', () => {
  test('has a default for everything, and exposes nothing', () => {
    expect(parseConfig({})).toEqual({
      port: 4000,
      host: '127.0.0.1',
      databaseConnections: 10,
      dataDir: '.clr-bridge',
      fetchAllow: [],
      shareContexts: true,
      keepBodies: true,
      status: [],
      maxBatchBytes: 1024 ** 3,
      maxBytes: 16 * 1024 * 1024,
      rateLimit: 0,
      trustProxy: 0,
      failureStatus: 200,
      logLevel: 'info',
    });
  });

  test('takes every variable', () => {
    const config = parseConfig({
      PORT: '0',
      HOST: '0.0.0.0',
      CLR_BRIDGE_DATA: '/var/lib/clr',
      CLR_BRIDGE_SECRET: 'a secret passphrase',
      CLR_BRIDGE_TOKEN: TOKEN,
      CLR_BRIDGE_FETCH_ALLOW: 'http://127.0.0.1:8080, registry.example,',
      CLR_BRIDGE_CONTEXTS: './contexts',
      CLR_BRIDGE_SHARE_CONTEXTS: 'false',
      CLR_BRIDGE_KEEP_BODIES: 'false',
      CLR_BRIDGE_STATUS: 'revocation, suspension',
      CLR_BRIDGE_BASE_URL: 'https://school.example/bridge/',
      CLR_BRIDGE_MAX_BYTES: '2048',
      CLR_BRIDGE_RATE_LIMIT: '0',
      CLR_BRIDGE_TRUST_PROXY: '1',
      CLR_BRIDGE_LOG_LEVEL: 'warn',
      DATABASE_URL: 'postgres://u:p@db/clr',
      CLR_BRIDGE_DATABASE_CONNECTIONS: '3',
      VC_API_FAILURE_STATUS: '400',
    });
    expect(config).toEqual({
      port: 0,
      failureStatus: 400,
      host: '0.0.0.0',
      dataDir: '/var/lib/clr',
      secret: 'a secret passphrase',
      token: TOKEN,
      fetchAllow: ['http://127.0.0.1:8080', 'registry.example'],
      contextsDir: './contexts',
      shareContexts: false,
      keepBodies: false,
      status: ['revocation', 'suspension'],
      baseUrl: 'https://school.example/bridge',
      maxBytes: 2048,
      maxBatchBytes: 1024 ** 3,
      rateLimit: 0,
      trustProxy: 1,
      logLevel: 'warn',
      databaseUrl: 'postgres://u:p@db/clr',
      databaseConnections: 3,
    });
    expect(Object.isFrozen(config) && Object.isFrozen(config.fetchAllow)).toBe(true);
  });

  test('the secret may be in a file', () => {
    expect(parseConfig({ CLR_BRIDGE_SECRET_FILE: '/run/secret' })).toEqual({
      ...parseConfig({}),
      secretFile: '/run/secret',
    });
  });

  test('an empty variable is an absent one', () => {
    expect(parseConfig({ PORT: '', CLR_BRIDGE_TOKEN: '', PATH: '/bin' })).toEqual(parseConfig({}));
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['no port', { PORT: '4000x' }, /^PORT: /],
    ['a port beyond the last', { PORT: '65536' }, /^PORT: /],
    ['a negative port', { PORT: '-1' }, /^PORT: /],
    ['a flag that is neither', { CLR_BRIDGE_KEEP_BODIES: 'yes' }, /^CLR_BRIDGE_KEEP_BODIES: /],
    ['a short secret', { CLR_BRIDGE_SECRET: 'x' }, /^CLR_BRIDGE_SECRET: /],
    ['a token with a space', { CLR_BRIDGE_TOKEN: 'two words here' }, /^CLR_BRIDGE_TOKEN: /],
    ['a base URL without a scheme', { CLR_BRIDGE_BASE_URL: 'school.example' }, /^CLR_BRIDGE_BASE_URL: /],
    ['a base URL with a query', { CLR_BRIDGE_BASE_URL: 'https://school.example/?a=1' }, /no query/],
    [
      'a database of another kind',
      { DATABASE_URL: 'mysql://u:hunter2@db/clr' },
      /^DATABASE_URL: only sqlite:/,
    ],
    ['a data directory as a database', { DATABASE_URL: './data' }, /^DATABASE_URL: only sqlite:/],
    [
      'a secret twice',
      { CLR_BRIDGE_SECRET: 'a secret passphrase', CLR_BRIDGE_SECRET_FILE: '/run/secret' },
      /CLR_BRIDGE_SECRET_FILE, not both/,
    ],
    ['no connection', { CLR_BRIDGE_DATABASE_CONNECTIONS: '0' }, /^CLR_BRIDGE_DATABASE_CONNECTIONS: /],
    ['a misspelt variable', { CLR_BRIDGE_TOKENS: TOKEN }, /^CLR_BRIDGE_TOKENS is not a variable/],
    ['all addresses without a token', { HOST: '0.0.0.0' }, /CLR_BRIDGE_TOKEN/],
    ['all IPv6 addresses without a token', { HOST: '::' }, /CLR_BRIDGE_TOKEN/],
    ['a name that only begins like loopback', { HOST: '127.evil.example' }, /CLR_BRIDGE_TOKEN/],
  ])('%s is refused by name', (_name, env, message) => {
    expect(() => parseConfig(env)).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.stringMatching(message) }),
    );
  });

  test('all that is wrong is named at once, and no value is repeated', () => {
    const env = { PORT: 'x', CLR_BRIDGE_SECRET: 'hunter2', DATABASE_URL: 'mysql://hunter2' };
    expect(() => parseConfig(env)).toThrow(/PORT.*CLR_BRIDGE_SECRET.*DATABASE_URL/);
    expect(() => parseConfig(env)).not.toThrow(/hunter2/);
  });

  test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('%s needs no token', (HOST) => {
    expect(parseConfig({ HOST }).host).toBe(HOST);
  });
});

test('every variable is described once, with the default that is used', () => {
  const rows = describeConfig();
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  for (const { name, doc } of rows) {
    expect(name).toMatch(/^(PORT|HOST|DATABASE_URL|CLR_BRIDGE_[A-Z0-9_]+|VC_API_FAILURE_STATUS)$/);
    expect(doc).toMatch(/\.$/);
  }
  const defaults = Object.fromEntries(rows.map((row) => [row.name, row.default]));
  expect(parseConfig(defaults)).toEqual(parseConfig({}));
});
