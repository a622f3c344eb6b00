/** The group `status`: what an issuer says of credentials after issuing them. Works beside a running service. */
import { parseResults, readResults } from '../../batches/read-results.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { STATUS_PURPOSES, type StatusPurpose } from '../../kernel/status.ts';
import type { StatusEntry } from '../../workflows/ports.ts';
import type { Arguments, Call, Command, OptionTable } from '../command.ts';
import { printable } from '../notes.ts';

const REASON: OptionTable = {
  reason: { type: 'string', value: 'TEXT', doc: 'Why; kept with the change, not published.' },
};

const BATCH: OptionTable = {
  batch: {
    type: 'string',
    value: 'FILE',
    doc: 'Every credential that a batch wrote there. Interrupted, it may be started again.',
  },
};

type Row = { name: string; purpose: StatusPurpose; status: number; summary: string; details?: string };

const ROWS: Row[] = [
  {
    name: 'revoke',
    purpose: 'revocation',
    status: 1,
    summary: 'Revokes a credential for good; verifiers reject it from now on.',
    details: 'Final, as the standard has it. For what may become good again there is suspend.',
  },
  {
    name: 'suspend',
    purpose: 'suspension',
    status: 1,
    summary: 'Suspends a credential; verifiers reject it until it is restored.',
  },
  { name: 'restore', purpose: 'suspension', status: 0, summary: 'Ends the suspension of a credential.' },
];

const changes = ROWS.map(
  ({ name, purpose, status, summary, details }): Command => ({
    name: `status ${name}`,
    usage: 'ID | --batch OUT.ndjson [--reason TEXT]',
    summary,
    ...(details === undefined ? {} : { details }),
    options: { ...REASON, ...BATCH },
    words: { min: 0, max: 1 },
    run: (call) => changeStatus(call, purpose, status),
  }),
);

const set: Command = {
  name: 'status set',
  usage: 'ID PURPOSE VALUE [--reason TEXT] | PURPOSE VALUE --batch OUT.ndjson',
  summary: 'Sets the status of a credential for any purpose, for instance the number of a message.',
  options: { ...REASON, ...BATCH },
  words: { min: 2, max: 3 },
  async run(call) {
    const [word = '', value = ''] = call.args.words.slice(-2);
    const purpose = STATUS_PURPOSES.find((one) => one === word);
    if (purpose === undefined)
      throw new BridgeError('usage', `"${word}" is none of ${STATUS_PURPOSES.join(', ')}.`);
    if (!/^(0x[0-9a-f]{1,4}|\d{1,5})$/i.test(value))
      throw new BridgeError('usage', `"${value}" is no whole number.`);
    const words = call.args.words.slice(0, -2);
    return changeStatus({ ...call, args: { ...call.args, words } }, purpose, Number(value));
  },
};

/** Of the credential that the first word names. */
async function changeStatus({ args, terminal, open }: Call, purpose: StatusPurpose, status: number) {
  const reason = args.text('reason');
  const file = batchOf(args);
  const { bridge } = await open({ creates: false });
  if (file !== undefined) {
    const change = { purpose, status, ...(reason === undefined ? {} : { reason }) };
    const lines = parseResults(readResults(file), await terminal.maxBytes());
    await terminal.write(printable(await bridge.status.changeAll(lines, change)));
    return 0 as const;
  }
  const entries = await bridge.status.change({
    credentialId: args.words[0]!,
    purpose,
    status,
    ...(reason === undefined ? {} : { reason }),
  });
  await terminal.write(printable(entries.map(shown)));
  return 0 as const;
}

/** The file of a batch, where one is named and no credential is. @throws BridgeError `usage` */
function batchOf(args: Arguments): string | undefined {
  const named = args.words[0] !== undefined;
  const file = args.text('batch');
  if (named === (file !== undefined))
    throw new BridgeError('usage', 'Name a credential by its id, or with --batch the file of a batch.');
  return file;
}

const show: Command = {
  name: 'status show',
  usage: 'ID',
  summary: 'Prints the status entries of a credential, and every change there was.',
  options: {},
  words: { min: 1, max: 1 },
  async run({ args, terminal, open }) {
    const { bridge } = await open({ creates: false });
    const entries = await bridge.status.find(args.words[0]!);
    if (entries.length === 0)
      throw new BridgeError('not-found', 'No status entry of this credential is kept.');
    await terminal.write(printable(entries.map(shown)));
    return 0;
  },
};

export const statusCommands: Command[] = [...changes, set, show];

function shown({ list, index, status, changes: history }: StatusEntry) {
  return {
    statusPurpose: list.purpose,
    statusListCredential: list.url,
    statusListIndex: String(index),
    status,
    changes: history.map(({ changedAt, ...rest }) => ({ ...rest, changedAt: changedAt.toISOString() })),
  };
}
