import type { Command } from '../command.ts';
import { ensureIssuer } from '../ensure-issuer.ts';
import { readInputs } from '../read-input.ts';

export const signCommand: Command = {
  name: 'sign',
  usage: 'FILE | - [options]',
  summary: 'Signs a CLR 1.0 the native way, as a compact JWS; no credential is involved.',
  options: {
    each: { type: 'boolean', doc: 'Signs every assertion on its own too (signedAssertions).' },
    issuer: {
      type: 'string',
      value: 'DID',
      doc: 'Who signs: a DID of keys list. Default: the publisher, where its id is a DID; else the oldest.',
    },
  },
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const [input] = await readInputs(args.words, terminal, notes);
    const issuer = args.text('issuer');
    const { bridge } = await open({ creates: true });
    await ensureIssuer(bridge, issuer, notes);
    const signed = await bridge.sign({
      record: input!.value,
      ...(args.flag('each') ? { each: true } : {}),
      ...(issuer === undefined ? {} : { issuer }),
    });
    for (const warning of signed.warnings) notes.finding(warning);
    await terminal.write(`${signed.signedClr}\n`);
    return 0;
  },
};
