/** Every command there is, in the order of the help. */
import { bakeCommand } from './commands/bake.ts';
import { batchCommand } from './commands/batch.ts';
import { compareCommand } from './commands/compare.ts';
import { convertCommand } from './commands/convert.ts';
import { curateCommand } from './commands/curate.ts';
import { discloseCommand } from './commands/disclose.ts';
import { joinCommand } from './commands/join.ts';
import { keysCommands } from './commands/keys.ts';
import { exchangeCommands, offerCommand } from './commands/offer.ts';
import { requestCommand } from './commands/request.ts';
import { serveCommand } from './commands/serve.ts';
import { signCommand } from './commands/sign.ts';
import { splitCommand } from './commands/split.ts';
import { statusCommands } from './commands/status.ts';
import { unbakeCommand } from './commands/unbake.ts';
import { unwrapCommand } from './commands/unwrap.ts';
import { verifyCommand } from './commands/verify.ts';
import { wrapCommand } from './commands/wrap.ts';
import type { CommandSet } from './parse-arguments.ts';

export const COMMANDS: CommandSet = {
  commands: [
    serveCommand,
    wrapCommand,
    unwrapCommand,
    verifyCommand,
    signCommand,
    curateCommand,
    discloseCommand,
    compareCommand,
    convertCommand,
    splitCommand,
    joinCommand,
    batchCommand,
    bakeCommand,
    unbakeCommand,
    offerCommand,
    ...exchangeCommands('offer'),
    requestCommand,
    ...exchangeCommands('request'),
    ...statusCommands,
    ...keysCommands,
  ],
  later: [],
  globals: {
    data: {
      type: 'string',
      value: 'DIR',
      doc: 'Data directory. Default: CLR_BRIDGE_DATA, else .clr-bridge.',
    },
    errors: {
      type: 'string',
      choices: ['text', 'json'],
      doc: 'Form of what is said on standard error: text (default), or one JSON object a line.',
    },
    color: { type: 'boolean', doc: 'Colours text even where it does not go to a terminal.' },
    'no-color': { type: 'boolean', doc: 'Colours nothing; nor does NO_COLOR.' },
    help: { type: 'boolean', short: 'h', doc: 'Shows the help, of the command if one is given.' },
    version: { type: 'boolean', short: 'V', doc: 'Prints the version.' },
  },
};
