/** The group `keys`: the issuers of a data directory. What is printed never holds a private key. */
import { KEY_TYPES, type OfferedProof, PROOF_KEYS, PROOFS } from '../../kernel/contract.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { decodeUtf8, isObject, type JsonObject, parseJson } from '../../kernel/json.ts';
import { parseInstant } from '../../kernel/time.ts';
import type { Bridge } from '../../workflows/bridge.ts';
import type { Arguments, Command, OptionTable, Terminal } from '../command.ts';
import { printable } from '../notes.ts';
import { readBytes } from '../read-input.ts';

type NewKey = NonNullable<Parameters<Bridge['keys']['create']>[0]>;
type KeyType = (typeof KEY_TYPES)[number];

/** No private key is longer. */
const MAX_KEY_BYTES = 64 * 1024;

const NAMING: OptionTable = {
  name: { type: 'string', value: 'NAME', doc: 'What you call the key. Default: issuer.' },
  did: {
    type: 'string',
    value: 'key|jwk|web|DID',
    doc: 'Kind of DID: key (default; jwk for RSA), jwk, web (at CLR_BRIDGE_BASE_URL), or the DID itself, such as did:web:HOST; of another method it is yours to publish.',
  },
  proof: {
    type: 'string',
    choices: PROOFS,
    doc: 'The proof that credentials by this key get where nothing else is said, kept with it.',
  },
};

const create: Command = {
  name: 'keys create',
  usage: '[options]',
  summary: 'Makes an issuer key, and prints its DID.',
  options: {
    ...NAMING,
    type: {
      type: 'string',
      choices: KEY_TYPES,
      doc: 'Default: the first type that the proof takes, else Ed25519. Any type signs native CLRs.',
    },
  },
  words: { min: 0, max: 0 },
  async run({ args, terminal, notes, open }) {
    const keyType = args.text('type') as KeyType | undefined;
    const naming = namingOf(args, terminal);
    const fit = naming.proof && PROOF_KEYS[naming.proof];
    if (fit !== undefined && keyType !== undefined && !fit.includes(keyType)) {
      throw new BridgeError(
        'usage',
        `--proof ${naming.proof} needs a key of type ${fit.join(' or ')}, not ${keyType}.`,
      );
    }
    const { bridge } = await open({ creates: true });
    const { did, id } = await bridge.keys.create({
      ...naming,
      ...(keyType === undefined ? {} : { keyType }),
    });
    notes.notice(`The key ${id} was made.`);
    await terminal.write(`${did}\n`);
    return 0;
  },
};

const importKey: Command = {
  name: 'keys import',
  usage: 'FILE | - [options]',
  summary: 'Takes in a private key (JWK, PKCS#8 PEM or multibase Ed25519 seed), and prints its DID.',
  options: NAMING,
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const bytes = await readBytes(args.words[0]!, {
      stdin: terminal.stdin,
      maxBytes: MAX_KEY_BYTES,
      fetch: async () => {
        throw new BridgeError('usage', 'A private key is read from a file or standard input, never fetched.');
      },
    });
    const material = materialOf(decodeUtf8(bytes).trim());
    const naming = namingOf(args, terminal);
    const { bridge } = await open({ creates: true });
    const { did, id } = await bridge.keys.import(material, naming);
    notes.notice(`The key ${id} was taken in.`);
    await terminal.write(`${did}\n`);
    return 0;
  },
};

const list: Command = {
  name: 'keys list',
  usage: '',
  summary: 'Prints the keys held, oldest first: ids, DIDs, types and states.',
  options: {},
  words: { min: 0, max: 0 },
  async run({ terminal, open }) {
    const { bridge } = await open({ creates: false });
    await terminal.write(printable(await bridge.keys.list()));
    return 0;
  },
};

const retire: Command = {
  name: 'keys retire',
  usage: 'DID|ID',
  summary: 'Ends the use of a key: it signs nothing new, and what it signed stays good.',
  options: {},
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const { bridge } = await open({ creates: false });
    notes.notice('Retiring: the key signs nothing new; what it signed stays good.');
    await terminal.write(printable(await bridge.keys.retire(args.words[0]!)));
    return 0;
  },
};

const revoke: Command = {
  name: 'keys revoke',
  usage: 'DID|ID [--reason TEXT]',
  summary: 'Revokes a key for good: neither it nor anything it ever signed is to be trusted.',
  details:
    'Final. For a key that leaked; one that is merely replaced is retired. A did:web shows the revocation to everybody, while a did:key is known as revoked to this data directory only.',
  options: { reason: { type: 'string', value: 'TEXT', doc: 'Why, kept with the key.' } },
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const { bridge } = await open({ creates: false });
    notes.notice('Revoking, which is final: whatever this key signed no longer verifies.');
    await terminal.write(printable(await bridge.keys.revoke(args.words[0]!, args.text('reason'))));
    return 0;
  },
};

const exportDid: Command = {
  name: 'keys export-did',
  usage: 'DID [--at DATE]',
  summary: 'Prints the DID document of an issuer, for instance to publish as did.json.',
  options: {
    at: { type: 'string', value: 'DATE', doc: 'As it was then, for instance 2026-01-01T00:00:00Z.' },
  },
  words: { min: 1, max: 1 },
  async run({ args, terminal, open }) {
    const text = args.text('at');
    const at = text === undefined ? undefined : parseInstant(text);
    if (text !== undefined && at === undefined)
      throw new BridgeError('usage', `--at ${text} is no date-time.`);
    const { bridge } = await open({ creates: false });
    await terminal.write(printable(await bridge.keys.exportDid(args.words[0]!, at)));
    return 0;
  },
};

export const keysCommands: Command[] = [create, list, importKey, retire, revoke, exportDid];

function namingOf(args: Arguments, { env }: Terminal): Pick<NewKey, 'name' | 'did' | 'proof'> {
  const [name, did] = [args.text('name'), args.text('did')];
  const proof = args.text('proof') as OfferedProof | undefined;
  if (did !== undefined && !['key', 'jwk', 'web'].includes(did) && !did.startsWith('did:')) {
    throw new BridgeError(
      'usage',
      `--did is one of key, jwk, web, or a DID such as did:web:HOST, not "${did}".`,
    );
  }
  return {
    ...(name === undefined ? {} : { name }),
    ...(proof === undefined ? {} : { proof }),
    ...(did === undefined ? {} : { did: did === 'web' ? webDid(env['CLR_BRIDGE_BASE_URL'], name) : did }),
  };
}

/** The did:web whose document this service publishes: at its root, or for a named issuer under /issuers/NAME. */
function webDid(baseUrl: string | undefined, name: string | undefined): string {
  if (!baseUrl || !URL.canParse(baseUrl)) {
    throw new BridgeError(
      'usage',
      '--did web needs CLR_BRIDGE_BASE_URL; or name the DID: --did did:web:HOST.',
    );
  }
  const { host, pathname } = new URL(baseUrl);
  const path = pathname.split('/').filter((segment) => segment !== '');
  const place = name === undefined ? path : [...path, 'issuers', encodeURIComponent(name)];
  return ['did:web', encodeURIComponent(host), ...place].join(':');
}

/** A JWK as the object it is; PEM and seed as text. The message of a fault must not repeat the key. */
function materialOf(text: string): string | JsonObject {
  if (!text.startsWith('{')) return text;
  const { value } = parseJson(text);
  return isObject(value) ? value : text;
}
