/** What the pages of offers and requests have in common: what state they are in, and the ways into a wallet. */
import type { ExchangeState } from '../workflows/describe-exchange.ts';
import type { ShownExchange } from '../workflows/show-exchange.ts';
import { type Html, html, renderPage } from './html.ts';

export type PageOptions = {
  /** Path of the service, with a slash at the end. */
  root: string;
  /** Name of the host, for people. */
  host: string;
  /** What went wrong with what was just sent. */
  fault?: string;
};

export type StateText = { tone: 'good' | 'bad' | 'unsure' | 'waiting'; mark: string; text: Html };

/** Whether something can still be done. */
export const isOpen = ({ state }: { state: ExchangeState }) => state === 'created' || state === 'opened';

/** The whole page; the part `now` is what a change of state replaces. */
export function drawExchangePage(
  shown: ShownExchange,
  { root, fault }: PageOptions,
  { title, state, body }: { title: string; state: StateText; body: Html },
): string {
  const path = `${root}wallet/${shown.kind === 'offer' ? 'claim' : 'present'}/${shown.code}`;
  const live = isOpen(shown) ? `${root}wallet/events/${shown.code}` : undefined;
  const main = html`<main class="exchange" id="exchange" data-page="${path}"${
    live !== undefined && html` data-events="${live}"`
  }>
<p id="live" class="unseen" role="status"></p>
${fault !== undefined && html`<p class="fault" role="alert"><span class="mark" aria-hidden="true">✗</span> ${fault}</p>`}
<div id="now" data-state="${shown.state}">
${body}
</div>
</main>
<footer><p>Served by <a href="${root}">CLR Bridge</a></p></footer>`;
  return renderPage({
    title: `${title} (${state.mark} ${shown.state})`,
    root,
    main,
    styles: ['exchange.css'],
    scripts: ['exchange.js'],
  });
}

export const drawState = ({ tone, mark, text }: StateText): Html =>
  html`<p id="state" class="now ${tone}"><span class="mark" aria-hidden="true">${mark}</span> <span>${text}</span></p>`;

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** In UTC, which the script turns into the reader's own time. @param instant dateTime */
export function drawTime(instant: string): Html {
  const at = new Date(instant);
  const time = at.toISOString().slice(11, 16);
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  return html`<time datetime="${at.toISOString()}">${day}, ${time} UTC</time>`;
}

const WALLETS: [key: string, name: string, hint: string][] = [
  ['learner-credential-wallet', 'Learner Credential Wallet', ''],
  ['learncard', 'LearnCard', ''],
  ['openid4vc-sd-jwt', 'Another OpenID wallet', 'that shows parts of a record (SD-JWT)'],
  ['interaction', 'Another wallet', 'by an interaction link'],
];

/** Buttons that open a wallet on this device, the link to copy, and the QR code for another device. */
export function drawWallets({ links, code }: ShownExchange, root: string, what: string): Html {
  const { wallets } = links;
  const openid = wallets['openid4vc-by-value'] ?? wallets['openid4vc'];
  const others = WALLETS.flatMap(([key, name, hint]) => {
    const link = wallets[key];
    return isSafe(link) ? [{ name, hint, link }] : [];
  });
  return html`<section class="ways" aria-labelledby="wallet-title">
<div>
<h2 id="wallet-title">${what}</h2>
<ul class="wallets">
${
  isSafe(openid) &&
  html`<li><a class="button primary" href="${openid}">Open my wallet <small>any that speaks OpenID</small></a></li>`
}
${others.map(
  ({ name, hint, link }) =>
    html`<li><a class="button" href="${link}" rel="noreferrer">${name}${hint !== '' && html` <small>${hint}</small>`}</a></li>`,
)}
</ul>
<div class="copy"><label for="link">Or paste this link into a wallet</label>
<div class="row"><input id="link" readonly value="${links.interaction}"><button type="button" data-copy="link" hidden>Copy link</button></div></div>
</div>
<figure class="qr"><img src="${root}wallet/qr/${code}.svg" width="240" height="240" alt="QR code of the link">
<figcaption>On another device: scan this with the wallet, or with a camera.</figcaption></figure>
</section>`;
}

/** A link that the page of a browser would run as a program is none to a wallet. */
function isSafe(link: string | undefined): link is string {
  return link !== undefined && !/^\s*(?:javascript|vbscript|data|blob|file):/i.test(link);
}

/** A page that only says something: there is nothing at an address, or not any more. */
export function drawNotice(title: string, text: string, { root }: PageOptions): string {
  const main = html`<main class="exchange"><h1>${title}</h1><p class="now bad"><span class="mark" aria-hidden="true">✗</span> <span>${text}</span></p>
<p class="hint">Look again at the link that you were given, or ask whoever gave it to you for another.</p></main>
<footer><p>Served by <a href="${root}">CLR Bridge</a></p></footer>`;
  return renderPage({ title, root, main, styles: ['exchange.css'] });
}
