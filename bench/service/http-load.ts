/** Requests a second and latency, with autocannon in this process and the service in another. */
import type { JsonObject } from '../../src/kernel/json.ts';
import { recordOfSize } from '../../test/fixtures/arbitrary-clr.ts';
import type { Measured } from '../measure.ts';
import { type Started, startBare, startService } from './start-service.ts';

type Load = { path: string; body: string; isRight: (answer: string) => boolean };

async function load(url: string, { path, body, isRight }: Load, connections: number, seconds: number) {
  const { default: autocannon } = await import('autocannon');
  const result = await autocannon({
    url: `${url}${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections,
    duration: seconds,
    timeout: 60,
    // of a service that is too busy: it says so, and that is counted
    verifyBody: (answer) => answer.includes('"status":503') || isRight(answer),
  });
  const busy = result.statusCodeStats['503']?.count ?? 0;
  if (result.errors + result.mismatches > 0 || result.non2xx > busy)
    throw new Error(
      `${path}, ${connections} connections: ${result.errors} errors, ${result.mismatches} wrong answers, ${JSON.stringify(result.statusCodeStats)}`,
    );
  const { p50, p99 } = result.latency;
  return { rate: (result.requests.total - busy) / result.duration, p50, p99, busy };
}

const isWrapped = (answer: string) => answer.includes('"proofValue"');
const isAccepted = (answer: string) => answer.includes('"verdict":"accepted"');

async function post(url: string, body: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return response.text();
}

export async function* rowsOfHttp(short: boolean): AsyncGenerator<Measured> {
  const [sizes, many, seconds] = short ? [[3], [1], 1] : [[3, 64], [1, 16, 64], 3];
  const sides: Started[] = [await startService(), await startBare()];
  const [ours, bare] = sides as [Started, Started];
  try {
    for (const kilobytes of sizes) {
      const record = withoutLists(recordOfSize(kilobytes * 1024));
      const wrapBody = JSON.stringify({ clr: record });
      const answer = await post(`${ours.url}/clr/wrap`, wrapBody);
      const { verifiableCredential } = JSON.parse(answer) as { verifiableCredential?: JsonObject };
      const verifyBody = JSON.stringify({ verifiableCredential });
      // the check of an answer must tell: a credential whose record was changed is not accepted
      const spoiled = await post(
        `${ours.url}/clr/verify`,
        verifyBody.replace('"name":"Course ', '"name":"Curse '),
      );
      if (isAccepted(spoiled)) throw new Error('the service accepts a spoiled credential');
      const loads: Load[] = [
        { path: '/clr/wrap', body: wrapBody, isRight: isWrapped },
        { path: '/clr/verify', body: verifyBody, isRight: isAccepted },
      ];
      for (const one of loads) {
        for (const connections of many) {
          const mine = await load(ours.url, one, connections, seconds);
          const least = await load(
            bare.url,
            { ...one, isRight: () => true },
            connections,
            Math.min(seconds, 2),
          );
          yield {
            family: 'http',
            label: `${one.path.slice(5)} ${kilobytes} KB, connections: ${connections}`,
            unit: 'per second',
            clock: 'wall',
            values: { ours: mine.rate, floor: least.rate },
            more: { 'p50, ms': mine.p50, 'p99, ms': mine.p99, 'answers 503': mine.busy },
          };
        }
      }
    }
  } finally {
    for (const side of sides) await side.stop();
  }
}

/** Without the revocation list at an address where nobody answers: verifying would measure the resolver of names. */
function withoutLists({ publisher, ...record }: JsonObject): JsonObject {
  const { revocationList: _list, ...profile } = publisher as JsonObject;
  return { ...record, publisher: profile };
}
