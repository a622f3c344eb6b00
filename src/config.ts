/** The environment as configuration: every variable is listed here, once. */
import { z } from 'zod';
import { BridgeError } from './kernel/errors.ts';
import { STATUS_PURPOSES, type StatusPurpose } from './kernel/status.ts';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);
const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
const whole = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'a whole number').transform(Number).pipe(z.number().min(min).max(max));

const zEnvironment = z.object({
  PORT: whole(0, 65535).prefault('4000').describe('Port to listen on; 0 takes a free one.'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address to listen on. Anything but loopback needs CLR_BRIDGE_TOKEN.'),
  CLR_BRIDGE_DATA: z
    .string()
    .default('.clr-bridge')
    .describe('Directory of the embedded store and the secret file; made on first use.'),
  CLR_BRIDGE_SECRET: z
    .string()
    .min(8)
    .optional()
    .describe(
      'Secret that private keys are encrypted with at rest. Without it, a file "secret" is made in the data directory.',
    ),
  CLR_BRIDGE_SECRET_FILE: z
    .string()
    .optional()
    .describe(
      'File with that secret: a text, or the 32 bytes of a file "secret". Whoever shares a PostgreSQL database shares the secret.',
    ),
  CLR_BRIDGE_TOKEN: z
    .string()
    .min(8)
    .regex(/^[\w.~+/=-]+$/, 'letters, digits and - . _ ~ + / = only (RFC 6750)')
    .optional()
    .describe(
      'Token that callers send as Authorization: Bearer. Without it, whoever reaches the port may sign.',
    ),
  CLR_BRIDGE_FETCH_ALLOW: list
    .prefault('')
    .describe(
      'Comma-separated origins or hosts that may be called though they are not public https, e.g. http://127.0.0.1:8080.',
    ),
  CLR_BRIDGE_CONTEXTS: z
    .string()
    .optional()
    .describe('Folder with more JSON-LD contexts; contexts are never fetched.'),
  CLR_BRIDGE_SHARE_CONTEXTS: flag
    .prefault('true')
    .describe(
      'Whether a JSON-LD context that was processed once is used again; false is slower, and no different.',
    ),
  CLR_BRIDGE_KEEP_BODIES: flag
    .prefault('true')
    .describe('Whether issued credentials are kept whole, or only their id, digest, issuer and date.'),
  CLR_BRIDGE_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .refine((text) => !/[?#]/.test(text), 'no query or fragment')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .describe('URL under which others reach the service; default http://HOST:PORT.'),
  CLR_BRIDGE_X509_CHAIN: z
    .string()
    .optional()
    .describe(
      'File with the certificate that names the host of this service, and those above it, in PEM: for requests to wallets whose clientId is x509.',
    ),
  CLR_BRIDGE_X509_KEY: z
    .string()
    .optional()
    .describe('File with the private key of that certificate, in PEM.'),
  CLR_BRIDGE_STATUS: list
    .pipe(z.array(z.enum(STATUS_PURPOSES)))
    .prefault('')
    .describe(
      'Purposes of the status entries that POST /credentials/issue adds, for instance revocation,suspension. Default: none.',
    ),
  CLR_BRIDGE_MAX_BYTES: whole(1024, 1024 * 1024 * 1024)
    .prefault(String(16 * 1024 * 1024))
    .describe('Largest body of a request, in bytes after decompression.'),
  CLR_BRIDGE_MAX_BATCH_BYTES: whole(1024, 1024 ** 4)
    .prefault(String(1024 ** 3))
    .describe(
      'Largest body of POST /batches, in bytes, and also when it is unpacked; it is kept in the data directory.',
    ),
  CLR_BRIDGE_RATE_LIMIT: whole(0, 1_000_000)
    .optional()
    .describe(
      'Requests a minute from one address; 0 sets no limit. Default 600, and none on loopback, where one address is this machine, or a proxy for everybody.',
    ),
  CLR_BRIDGE_TRUST_PROXY: whole(0, 10)
    .prefault('0')
    .describe('How many proxies in front name the address of the caller (X-Forwarded-For).'),
  CLR_BRIDGE_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severity that is logged.'),
  CLR_BRIDGE_DEBUG: flag
    .prefault('false')
    .describe('Whether the command line shows where an internal error comes from.'),
  CLR_BRIDGE_WALLET_REDIRECTS: list
    .optional()
    .describe(
      'Comma-separated addresses that wallets may have the learner’s browser sent back to in the authorization code flow. Default: any https address, program on the learner’s machine or app, each named on the page before the learner agrees.',
    ),
  VC_API_FAILURE_STATUS: z
    .enum(['200', '400'])
    .prefault('200')
    .transform((text) => (text === '400' ? 400 : 200))
    .describe(
      'HTTP status of a verification over VC-API that did not succeed, or of whose checks those named in the request did not. Older test suites and clients expect 400.',
    ),
  DATABASE_URL: z
    .string()
    .refine(
      (text) => /^(sqlite:|postgres(ql)?:\/\/)/i.test(text),
      'only sqlite: and postgres:// are supported, for instance sqlite:./data',
    )
    .optional()
    .describe(
      'Where the store is, if not in CLR_BRIDGE_DATA: postgres://USER:PASSWORD@HOST/NAME, sqlite:DIRECTORY or sqlite::memory:.',
    ),
  CLR_BRIDGE_DATABASE_CONNECTIONS: whole(1, 1000)
    .prefault('10')
    .describe('Most connections of one process to a PostgreSQL server.'),
});

type Environment = z.output<typeof zEnvironment>;

export type Config = Readonly<{
  port: number;
  host: string;
  dataDir: string;
  secret?: string;
  /** Where the secret is, if not in the data directory. */
  secretFile?: string;
  token?: string;
  fetchAllow: readonly string[];
  contextsDir?: string;
  /** Whether processed JSON-LD contexts are used again. */
  shareContexts: boolean;
  keepBodies: boolean;
  /** What issuing adds unasked. */
  status: readonly StatusPurpose[];
  baseUrl?: string;
  /** Files of the certificate that requests to wallets are signed under. */
  x509?: { chainFile: string; keyFile: string };
  maxBytes: number;
  /** Largest batch, unpacked. */
  maxBatchBytes: number;
  /** Where wallets may have browsers sent; absent where the operator names none. */
  walletRedirects?: readonly string[];
  /** Requests a minute and address; 0 for no limit. */
  rateLimit: number;
  /** Proxies in front whose X-Forwarded-For is believed. */
  trustProxy: number;
  /** Of a verification over VC-API that did not succeed. */
  failureStatus: 200 | 400;
  logLevel: Environment['CLR_BRIDGE_LOG_LEVEL'];
  databaseUrl?: string;
  /** Most connections to a database server. */
  databaseConnections: number;
}>;

/**
 * Reads the environment; an empty variable counts as absent.
 * @throws BridgeError `config-invalid`, naming each variable that is wrong, CLR_BRIDGE_ variables that do not
 *   exist, and an address beyond loopback without a token
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const unknown = Object.keys(present).filter(
    (name) => /^CLR_BRIDGE_/.test(name) && !(name in zEnvironment.shape),
  );
  const parsed = zEnvironment.safeParse(present);
  const wrong = [
    ...unknown.map((name) => `${name} is not a variable of this program`),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
  ];
  if (!parsed.success || wrong.length > 0) throw new BridgeError('config-invalid', `${wrong.join('; ')}.`);
  const { data } = parsed;
  if (data.CLR_BRIDGE_SECRET !== undefined && data.CLR_BRIDGE_SECRET_FILE !== undefined) {
    throw new BridgeError('config-invalid', 'Set CLR_BRIDGE_SECRET or CLR_BRIDGE_SECRET_FILE, not both.');
  }
  const { CLR_BRIDGE_X509_CHAIN: chainFile, CLR_BRIDGE_X509_KEY: keyFile } = data;
  if ((chainFile === undefined) !== (keyFile === undefined))
    throw new BridgeError('config-invalid', 'Set both CLR_BRIDGE_X509_CHAIN and CLR_BRIDGE_X509_KEY.');
  if (!isLoopback(data.HOST) && data.CLR_BRIDGE_TOKEN === undefined) {
    throw new BridgeError(
      'config-invalid',
      `HOST is ${data.HOST}, where others can reach the service and sign with its keys: set CLR_BRIDGE_TOKEN.`,
    );
  }
  return Object.freeze({
    port: data.PORT,
    host: data.HOST,
    dataDir: data.CLR_BRIDGE_DATA,
    fetchAllow: Object.freeze(data.CLR_BRIDGE_FETCH_ALLOW),
    shareContexts: data.CLR_BRIDGE_SHARE_CONTEXTS,
    keepBodies: data.CLR_BRIDGE_KEEP_BODIES,
    status: Object.freeze(data.CLR_BRIDGE_STATUS),
    maxBytes: data.CLR_BRIDGE_MAX_BYTES,
    maxBatchBytes: data.CLR_BRIDGE_MAX_BATCH_BYTES,
    rateLimit: data.CLR_BRIDGE_RATE_LIMIT ?? (isLoopback(data.HOST) ? 0 : 600),
    trustProxy: data.CLR_BRIDGE_TRUST_PROXY,
    failureStatus: data.VC_API_FAILURE_STATUS,
    logLevel: data.CLR_BRIDGE_LOG_LEVEL,
    databaseConnections: data.CLR_BRIDGE_DATABASE_CONNECTIONS,
    ...(data.CLR_BRIDGE_SECRET === undefined ? {} : { secret: data.CLR_BRIDGE_SECRET }),
    ...(data.CLR_BRIDGE_SECRET_FILE === undefined ? {} : { secretFile: data.CLR_BRIDGE_SECRET_FILE }),
    ...(data.CLR_BRIDGE_TOKEN === undefined ? {} : { token: data.CLR_BRIDGE_TOKEN }),
    ...(data.CLR_BRIDGE_CONTEXTS === undefined ? {} : { contextsDir: data.CLR_BRIDGE_CONTEXTS }),
    ...(data.CLR_BRIDGE_WALLET_REDIRECTS === undefined
      ? {}
      : { walletRedirects: data.CLR_BRIDGE_WALLET_REDIRECTS }),
    ...(data.CLR_BRIDGE_BASE_URL === undefined ? {} : { baseUrl: data.CLR_BRIDGE_BASE_URL }),
    ...(chainFile === undefined || keyFile === undefined ? {} : { x509: { chainFile, keyFile } }),
    ...(data.DATABASE_URL === undefined ? {} : { databaseUrl: data.DATABASE_URL }),
  });
}

/** One row per variable, for the documentation. */
export function describeConfig(): { name: string; default: string; doc: string }[] {
  return Object.entries(zEnvironment.shape).map(([name, schema]) => {
    const value: unknown = schema.parse(undefined);
    return { name, default: value === undefined ? '' : String(value), doc: schema.description ?? '' };
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
