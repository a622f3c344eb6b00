import { BridgeError } from '../../kernel/errors.ts';
import type { Bridge } from '../../workflows/bridge.ts';
import type { Command } from '../command.ts';
import { showDemo } from '../demo.ts';
import { ensureIssuer } from '../ensure-issuer.ts';
import { keepMemorySmall } from '../keep-memory-small.ts';

export const serveCommand: Command = {
  name: 'serve',
  usage: '[options]',
  summary: 'Starts the service: HTTP API and web page. On an empty data directory it makes an issuer key.',
  details:
    'Ends at Ctrl-C (SIGINT) or SIGTERM. Everything else is set by environment variables; see the documentation.',
  options: {
    port: {
      type: 'string',
      value: 'PORT',
      doc: 'Port to listen on. Default: PORT, else 4000; 0 takes a free one.',
    },
    demo: { type: 'boolean', doc: 'Shows a sample record wrapped, verified and unwrapped first.' },
  },
  words: { min: 0, max: 0 },
  async run({ args, terminal, notes, open }) {
    const port = args.text('port');
    if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
      throw new BridgeError('usage', `--port is a whole number from 0 to 65535, not "${port}".`);
    }
    const letMemoryGrow = keepMemorySmall();
    const { bridge, serve, dataPlace, secretPlace } = await open({
      creates: true,
      ...(port === undefined ? {} : { port }),
    });
    notes.notice(`Data: ${dataPlace}`);
    notes.notice(`Secret: ${secretPlace}`);
    await ensureIssuer(bridge, undefined, notes);
    if (args.flag('demo')) await showDemo(bridge, notes);
    const server = await serve();
    letMemoryGrow();
    const stopped = terminal.waitForSignal();
    notes.notice(`Issuer: ${await defaultIssuer(bridge)}`);
    notes.notice(`CLR Bridge listens on ${server.url}`);
    await stopped;
    notes.notice('Stopping.');
    await server.close();
    return 0;
  },
};

/** Who signs where nobody is named; opening its key also shows that the secret is the right one. */
async function defaultIssuer(bridge: Bridge): Promise<string> {
  try {
    return (await bridge.keys.signerFor()).controller;
  } catch (error) {
    if (error instanceof BridgeError) return `none. ${error.message}`;
    throw error;
  }
}
