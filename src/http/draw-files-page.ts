/** The page after a claim without a wallet: every file, to be saved as often as need be while it is there. */
import type { Download, DownloadedCredential } from '../workflows/download-offer.ts';
import { drawTime, type PageOptions } from './draw-exchange.ts';
import { type Html, html, renderPage } from './html.ts';

const FORMS = {
  json: { extension: 'json', type: 'application/json', name: 'JSON' },
  jwt: { extension: 'jwt', type: 'application/vc+jwt', name: 'JWT' },
  'sd-jwt': { extension: 'sd-jwt', type: 'application/vc+sd-jwt', name: 'SD-JWT' },
} as const;

/** What a credential is saved as. @param i its place, from 0 */
export function fileOf({ form }: DownloadedCredential, i: number): { name: string; type: string } {
  const { extension, type } = FORMS[form];
  return { name: `credential-${i + 1}.${extension}`, type };
}

export function drawFilesPage(
  { credentials, badges, expires }: Download,
  path: string,
  options: PageOptions,
): string {
  const [only] = credentials.length === 1 ? credentials : [];
  const title = only === undefined ? `${credentials.length} credentials` : only.title;
  const main = html`<main class="exchange">
<header><p class="from">It is yours</p><h1><bdi>${title}</bdi></h1></header>
<p class="now good"><span class="mark" aria-hidden="true">✓</span> <span>Claimed. Save the files now: this page is gone after ${drawTime(expires)}.</span></p>
<section aria-labelledby="credentials-title"><h2 id="credentials-title">${only === undefined ? 'Credentials' : 'Credential'}</h2>
<ul class="files">
${credentials.map((credential, i) => drawCredential(credential, i, path))}
</ul></section>
${
  badges.length > 0 &&
  html`<section aria-labelledby="badges-title"><h2 id="badges-title">${badges.length === 1 ? 'Badge' : `Badges (${badges.length})`}</h2>
<p class="hint">Each picture has its signed credential in it: wallets and backpacks read it from the file.</p>
<ul class="badges">
${badges.map(
  ({ title: name, issuer }, i) =>
    html`<li><img src="${path}/badge-${i + 1}.svg" width="96" height="96" alt="" loading="lazy"><div><strong><bdi>${name}</bdi></strong>${
      issuer !== undefined && html`<small><bdi>${issuer}</bdi></small>`
    }<span class="row">${['PNG', 'SVG'].map(
      (kind) =>
        html`<a class="button" href="${path}/badge-${i + 1}.${kind.toLowerCase()}" download aria-label="${kind} of ${name}">${kind}</a>`,
    )}</span></div></li>\n`,
)}
</ul></section>`
}
</main>
<footer><p>Served by <a href="${options.root}">CLR Bridge</a></p></footer>`;
  return renderPage({
    title: `${title} (✓ claimed)`,
    root: options.root,
    main,
    styles: ['exchange.css'],
    scripts: ['exchange.js'],
  });
}

function drawCredential(credential: DownloadedCredential, i: number, path: string): Html {
  const { title, form, text } = credential;
  const { name } = fileOf(credential, i);
  const size = Math.max(1, Math.round(Buffer.byteLength(text) / 1024));
  return html`<li><span><bdi>${title}</bdi></span> <a class="button primary" href="${path}/${name}" download>Save ${FORMS[form].name} <small>${size} kB</small></a></li>\n`;
}
