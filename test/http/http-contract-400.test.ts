/** The whole contract again, as an operator has it who answers failed verifications with 400. */
import { afterAll } from 'vitest';

process.env['VC_API_FAILURE_STATUS'] = '400';
afterAll(() => {
  delete process.env['VC_API_FAILURE_STATUS'];
});

await import('./http-contract.test.ts');
