/** The page on which a learner agrees that a wallet may have what they were offered. */
import type { Confirmable } from '../workflows/oid4vci/authorise-claim.ts';
import { html, renderPage } from './html.ts';
import type { WalletPlace } from './redirect-uris.ts';

/** More titles than this are folded away. */
const TITLES = 6;

export type ConfirmPage = {
  /** Path of the service, with a slash at the end. */
  root: string;
  /** Where the browser goes next. */
  place: WalletPlace;
  /** What went wrong with what was just sent. */
  fault?: string;
  /** No transaction code is taken any more. */
  locked?: boolean;
};

export function drawConfirmPage(
  { titles, issuerName, txCode }: Confirmable,
  { root, place, fault, locked = false }: ConfirmPage,
): string {
  const heading = titles.length === 1 ? titles[0] : `${titles.length} credentials`;
  const list = (some: string[]) =>
    html`<ul class="titles">${some.map((title) => html`<li><bdi>${title}</bdi></li>`)}</ul>`;
  const rest = titles.slice(TITLES);
  const main = html`<main class="exchange">
<p class="from">${issuerName === undefined ? 'You are offered' : html`<bdi>${issuerName}</bdi> offers you`}</p>
<h1><bdi>${heading}</bdi></h1>
${fault !== undefined && html`<p class="fault" role="alert"><span class="mark" aria-hidden="true">✗</span> ${fault}</p>`}
${titles.length > 1 && list(titles.slice(0, TITLES))}
${rest.length > 0 && html`<details><summary>${rest.length} more</summary>${list(rest)}</details>`}
<form method="post">
<p id="where">${
    place.app
      ? html`It goes into the app on this device that opens links beginning with <strong><bdi>${place.name}:</bdi></strong>.`
      : html`It goes into the wallet at <strong><bdi>${place.name}</bdi></strong>.`
  } Go on only if you have just asked that wallet for it.</p>
${
  txCode !== undefined &&
  !locked &&
  html`<p><label for="tx_code">Transaction code, ${txCode.length} digits</label>
<input id="tx_code" name="tx_code" inputmode="numeric" pattern="[0-9]*" maxlength="${txCode.length}" autocomplete="one-time-code" required aria-describedby="tx_hint"></p>
<p class="hint" id="tx_hint">${txCode.description ?? 'You were told it on another way than the link.'}</p>`
}
<p class="row">
${!locked && html`<button name="decision" value="confirm" aria-describedby="where">Put it into this wallet</button>`}
<button name="decision" value="decline" formnovalidate>Do not</button>
</p>
</form>
</main>
<footer><p>Served by <a href="${root}">CLR Bridge</a></p></footer>`;
  return renderPage({ title: `Into a wallet: ${heading}`, root, main, styles: ['exchange.css'] });
}

/** What went wrong, for the person who was sent here by a wallet. */
export function drawRefusal(text: string, { root }: { root: string }): string {
  const main = html`<main class="exchange"><h1>This wallet cannot go on</h1>
<p class="now bad"><span class="mark" aria-hidden="true">✗</span> <span>${text}</span></p>
<p class="hint">Open the offer again, from the link that you were given, and choose the wallet there. Nothing was taken from the offer.</p></main>
<footer><p>Served by <a href="${root}">CLR Bridge</a></p></footer>`;
  return renderPage({ title: 'This wallet cannot go on', root, main, styles: ['exchange.css'] });
}
