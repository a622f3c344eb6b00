/** The page of an offer: what is offered, by whom, and how to take it. */
import type { FileOffer, ShownExchange } from '../workflows/show-exchange.ts';
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

/** More titles than this are folded away. */
const TITLES = 6;

export function drawClaimPage(shown: ShownExchange, options: PageOptions): string {
  const { items, issuerName, offer } = shown;
  const title = items.length === 1 ? String(items[0]) : `${items.length} credentials`;
  const heading = items.length === 0 ? 'An offer' : title;
  const state = stateText(shown);
  const body = html`<header>
<p class="from">${issuerName === undefined ? 'You are offered' : html`<bdi>${issuerName}</bdi> offers you`}</p>
<h1 tabindex="-1"><bdi>${heading}</bdi></h1>
${items.length > 1 && drawTitles(items)}
</header>
${drawState(state)}
${
  isOpen(shown) &&
  offer !== undefined &&
  !offer.locked &&
  html`${offer.txCode && drawCodeHint(offer.txCode)}
${drawWallets(shown, options.root, 'Take it into a wallet')}
${drawFile(shown, offer, options)}`
}
${
  shown.state === 'claimed' &&
  html`<p class="hint">It shows up in the wallet that took it. If that was not you, tell whoever offered it: they can revoke it.</p>`
}`;
  return drawExchangePage(shown, options, { title: heading, state, body });
}

function stateText({ state, expires, uses, taken, offer, issuerName }: ShownExchange): StateText {
  const whom = issuerName === undefined ? 'whoever offered it' : html`<bdi>${issuerName}</bdi>`;
  if (state === 'claimed')
    return {
      tone: 'good',
      mark: '✓',
      text: uses === 1 ? html`Claimed.` : html`Claimed: all ${uses} are taken.`,
    };
  if (state === 'expired')
    return {
      tone: 'bad',
      mark: '✗',
      text: html`This offer ended on ${drawTime(expires)}. Ask ${whom} for another.`,
    };
  if (state === 'cancelled')
    return { tone: 'bad', mark: '✗', text: html`This offer was withdrawn. Ask ${whom} for another.` };
  if (offer?.locked)
    return {
      tone: 'bad',
      mark: '✗',
      text: html`The transaction code was wrong too often: this offer takes no more. Ask ${whom} for another.`,
    };
  return {
    tone: 'waiting',
    mark: '●',
    text: html`Ready for you until ${drawTime(expires)}.${uses > 1 && html` ${uses - taken} of ${uses} are left.`}`,
  };
}

function drawTitles(items: string[]): Html {
  const list = (titles: string[]) =>
    html`<ul class="titles">${titles.map((title) => html`<li><bdi>${title}</bdi></li>`)}</ul>`;
  const rest = items.slice(TITLES);
  return html`${list(items.slice(0, TITLES))}${
    rest.length > 0 && html`<details><summary>${rest.length} more</summary>${list(rest)}</details>`
  }`;
}

const drawCodeHint = ({ length, description }: { length: number; description?: string }) =>
  html`<p class="note">You will be asked for a transaction code of ${length} digits. ${
    description === undefined
      ? 'You were told it in another way than this link.'
      : html`<bdi>${description}</bdi>`
  }</p>`;

const FORMATS = [
  ['ldp_vc', 'JSON', 'what most wallets and programs read'],
  ['vc+jwt', 'JWT', 'one line of signed text'],
  ['vc+sd-jwt', 'SD-JWT', 'lets you show parts of it'],
];

function drawFile({ code }: ShownExchange, offer: FileOffer, { root }: PageOptions): Html {
  if (!offer.allowed)
    return html`<p class="hint">It is given to wallets only, since it is bound to the one that takes it.</p>`;
  const { txCode } = offer;
  return html`<section aria-labelledby="file-title">
<h2 id="file-title">Without a wallet</h2>
<p class="hint">Save it as files, and as badge images where there are badges in it. That claims the offer, and binds it to no wallet.</p>
<form method="post" action="${root}wallet/claim/${code}/download">
${
  offer.formats &&
  html`<fieldset class="formats"><legend>Form of the file</legend>
${FORMATS.map(
  ([value, name, hint], i) =>
    html`<label><input type="radio" name="format" value="${value}"${i === 0 && html` checked`}> <span>${name} <small>${hint}</small></span></label>\n`,
)}</fieldset>`
}
${
  txCode &&
  html`<p class="field"><label for="tx-code">Transaction code</label>
<input id="tx-code" name="tx_code" inputmode="numeric" autocomplete="one-time-code" pattern="\s*([0-9]\s*){${txCode.length}}" title="${txCode.length} digits" required></p>`
}
<button type="submit">Claim as files</button>
</form>
</section>`;
}
