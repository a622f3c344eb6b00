import { BridgeError } from '../../kernel/errors.ts';
import type { Presentation } from '../answer-request.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { askFor, proveHolder, type Question } from '../prove-holder.ts';
import { within } from '../within.ts';

/**
 * The DID that a presentation proves: signed by its holder, for this question.
 *
 * @throws BridgeError `holder-unproven`
 */
export function findHolder(
  deps: Pick<ExchangeDeps, 'verify'>,
  { place, value }: Presentation,
  question: Question,
): Promise<string> {
  return within(place, async () => {
    const report = await deps.verify(value, askFor(value, question));
    // a credential in an SD-JWT can be bound to a key too, but what it then says is no answer to who asks here
    if (report.kind !== 'vp')
      throw new BridgeError('holder-unproven', 'What proves a DID here is a presentation.', {
        extra: { report },
      });
    return proveHolder(report);
  });
}
