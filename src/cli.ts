#!/usr/bin/env node
/** The bin `clr-bridge`. */
import { createTerminal } from './cli/create-terminal.ts';
import { runCli } from './cli/run-cli.ts';

const code = await runCli(process.argv.slice(2), createTerminal());
// connections kept alive for reuse must not keep the process
process.exit(code);
