/** The page of a request: what is asked for, how to answer, and what came of the answer. */
import type { NodeKind, NodeState, Verdict } from '../kernel/report.ts';
import type { FileAnswer, Outcome, ShownExchange } from '../workflows/show-exchange.ts';
import {
  drawExchangePage,
  drawState,
  drawTime,
  drawWallets,
  isOpen,
  type PageOptions,
  type StateText,
} from './draw-exchange.ts';
import { type Html, html } from './html.ts';

export function drawPresentPage(shown: ShownExchange, options: PageOptions): string {
  const { items, request, outcome } = shown;
  const title = items[0] ?? 'A request';
  const state = stateText(shown);
  const body = html`<header>
<p class="from"><bdi>${options.host}</bdi> asks you to show</p>
<h1 tabindex="-1"><bdi>${title}</bdi></h1>
</header>
${drawState(state)}
${
  isOpen(shown) &&
  request !== undefined &&
  html`${drawWallets(shown, options.root, 'Show it from a wallet')}
${drawUpload(shown, request, options)}`
}
${outcome && drawOutcome(outcome)}`;
  return drawExchangePage(shown, options, { title, state, body });
}

const ANSWERED: Record<Verdict, Omit<StateText, 'text'> & { words: string }> = {
  accepted: { tone: 'good', mark: '✓', words: 'Answered, and accepted: everything that was shown holds.' },
  rejected: {
    tone: 'bad',
    mark: '✗',
    words: 'Answered, and rejected: something that was shown does not hold.',
  },
  inconclusive: {
    tone: 'unsure',
    mark: '?',
    words: 'Answered, but neither accepted nor rejected: something could not be checked.',
  },
};

function stateText({ state, expires, outcome }: ShownExchange): StateText {
  if (state === 'answered') {
    const { words, ...rest } = ANSWERED[outcome?.verdict ?? 'inconclusive'];
    return { ...rest, text: html`${words}` };
  }
  if (state === 'expired')
    return {
      tone: 'bad',
      mark: '✗',
      text: html`This request ended on ${drawTime(expires)}. Ask for another.`,
    };
  if (state === 'cancelled')
    return {
      tone: 'bad',
      mark: '✗',
      text: html`This request was withdrawn: nothing is asked of you any more.`,
    };
  return { tone: 'waiting', mark: '●', text: html`Waiting for your answer until ${drawTime(expires)}.` };
}

function drawUpload({ code }: ShownExchange, { challenge, domain }: FileAnswer, { root }: PageOptions): Html {
  return html`<section aria-labelledby="file-title">
<h2 id="file-title">With a file</h2>
${
  challenge === undefined
    ? html`<p class="hint">A credential or presentation as JSON or JWT, or a badge image.</p>`
    : html`<p class="hint">A presentation as JSON or JWT, signed by the one whom the record is about, for this challenge${
        domain !== undefined && ' and domain'
      }. So nobody shows a record that is not theirs.</p>
<dl class="signed-for"><dt>Challenge</dt><dd><code id="challenge">${challenge}</code> <button type="button" class="small" data-copy="challenge" hidden>Copy</button></dd>
${domain !== undefined && html`<dt>Domain</dt><dd><code id="domain">${domain}</code> <button type="button" class="small" data-copy="domain" hidden>Copy</button></dd>`}</dl>`
}
<form method="post" action="${root}wallet/present/${code}/upload" enctype="multipart/form-data">
<p class="field"><label for="file">File</label>
<input id="file" name="file" type="file" accept=".json,.jsonld,.jws,.jwt,.txt,.png,.svg,application/json,image/png,image/svg+xml" required></p>
<button type="submit">Send it</button>
</form>
</section>`;
}

const KINDS: Record<NodeKind, [one: string, many: string]> = {
  vp: ['Presentation', 'Presentations'],
  vc: ['Credential', 'Credentials'],
  'clr-set': ['Set of records', 'Sets of records'],
  clr: ['Record', 'Records'],
  badge: ['Badge', 'Badges'],
  assertion: ['Assertion', 'Assertions'],
  endorsement: ['Endorsement', 'Endorsements'],
  'status-list': ['Status list', 'Status lists'],
};

const STATES: Record<NodeState, [mark: string, word: string, tone: 'good' | 'bad' | 'unsure']> = {
  verified: ['✓', 'verified', 'good'],
  covered: ['✓', 'covered by the signature around it', 'good'],
  'integrity-only': ['~', 'intact, but nobody knows whose key it is', 'unsure'],
  unverified: ['?', 'not verified', 'unsure'],
  unknown: ['?', 'could not be checked', 'unsure'],
  revoked: ['✗', 'revoked', 'bad'],
  expired: ['✗', 'expired', 'bad'],
  failed: ['✗', 'failed', 'bad'],
};

/** Parts that have no name here, and are of one kind and state, are counted. */
function drawOutcome({ nodes }: Outcome): Html {
  const groups = new Map<string, { node: Outcome['nodes'][number]; count: number }>();
  for (const [i, node] of nodes.entries()) {
    const key = node.name === undefined ? `${node.kind} ${node.state}` : String(i);
    const group = groups.get(key);
    groups.set(key, { node, count: (group?.count ?? 0) + 1 });
  }
  return html`<section aria-labelledby="outcome-title">
<h2 id="outcome-title">What was proven</h2>
<ul class="proven">
${[...groups.values()].map(({ node: { kind, state, name }, count }) => {
  const [mark, word, tone] = STATES[state];
  const [one, many] = KINDS[kind];
  return html`<li><span class="mark ${tone}" aria-hidden="true">${mark}</span> <span>${
    name === undefined
      ? count === 1
        ? one
        : `${count} ${many}`
      : html`<bdi>${name}</bdi> <span class="kind">${one}</span>`
  }: <span class="state ${tone}">${word}</span></span></li>\n`;
})}
</ul>
<p class="hint">Whoever asked reads the records themselves; this page does not show them.</p>
</section>`;
}
