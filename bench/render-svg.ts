/** One bar for each row that a library could do too: how many times faster ours is, on a logarithmic scale. */
import type { Measured } from './measure.ts';
import { ratioOf } from './render-markdown.ts';
import { FAMILIES } from './row.ts';

const WIDTH = 860;
const LEFT = 300;
const RIGHT = 70;
const STEP = 22;
const TOP = 72;

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const SHORT: Record<string, string> = {
  clr2: 'CLR 2.0:',
  profile: 'as CLR 2.0:',
  verbatim: 'verbatim:',
  linked: 'linked data:',
  selective: 'ecdsa-sd-2023:',
  status: 'status list:',
};

/** Colours follow the reader's scheme, light or dark; a reader that sees nothing has the title and the description. */
export function renderSvg(rows: Measured[]): string {
  const bars = rows.flatMap((row) => {
    const ratio = ratioOf(row, 'digitalbazaar');
    if (ratio === undefined || !(row.family in FAMILIES)) return [];
    return [{ label: `${SHORT[row.family] ?? ''} ${row.label}`, ratio }];
  });
  const least = Math.min(0.5, ...bars.map(({ ratio }) => ratio * 0.8));
  const most = Math.max(10, ...bars.map(({ ratio }) => ratio * 1.1));
  const x = (ratio: number) =>
    LEFT + (Math.log(ratio / least) / Math.log(most / least)) * (WIDTH - LEFT - RIGHT);
  const height = TOP + bars.length * STEP + 24;
  const ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].filter((tick) => tick >= least && tick <= most);
  const grid = ticks.map(
    (tick) =>
      `<line class="${tick === 1 ? 'even' : 'grid'}" x1="${x(tick).toFixed(1)}" x2="${x(tick).toFixed(1)}" y1="${TOP - 6}" y2="${height - 18}"/><text class="soft" x="${x(tick).toFixed(1)}" y="${TOP - 12}" text-anchor="middle">${tick} x</text>`,
  );
  const drawn = bars.map(({ label, ratio }, i) => {
    const y = TOP + i * STEP;
    const [from, to] = ratio >= 1 ? [x(1), x(ratio)] : [x(ratio), x(1)];
    return `<text x="${LEFT - 10}" y="${y + 14}" text-anchor="end">${escapeXml(label)}</text><rect class="${ratio >= 1 ? 'ours' : 'theirs'}" x="${from.toFixed(1)}" y="${y + 3}" width="${(to - from).toFixed(1)}" height="${STEP - 7}" rx="3"/><text x="${(Math.max(from, to) + 6).toFixed(1)}" y="${y + 14}">${ratio.toFixed(ratio < 10 ? 1 : 0)}</text>`;
  });
  const told = bars.map(({ label, ratio }) => `${label} ${ratio.toFixed(1)}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">
<title id="title">How many times faster CLR Bridge is than plain @digitalbazaar/vc</title>
<desc id="desc">${escapeXml(told)}.</desc>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2933 }
.head { font-size: 16px; font-weight: 600 }
.soft { fill: #616e7c; font-size: 12px }
.ground { fill: #ffffff } .grid { stroke: #e4e7eb } .even { stroke: #7b8794 }
.ours { fill: #0f766e } .theirs { fill: #c2410c }
@media (prefers-color-scheme: dark) {
  text { fill: #e4e7eb } .soft { fill: #9aa5b1 }
  .ground { fill: #0d1117 } .grid { stroke: #2a323c } .even { stroke: #7b8794 }
  .ours { fill: #2dd4bf } .theirs { fill: #fb923c }
}
</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>
<text class="head" x="20" y="28">Times faster than plain @digitalbazaar/vc, in one run</text>
<text class="soft" x="20" y="46">processor time, logarithmic; left of 1 x the library is faster</text>
${[...grid, ...drawn].join('\n')}
</svg>
`;
}
