/** HTML as a template: every value is text unless it is HTML itself, so that nothing of a record becomes markup. */
import { safeText } from '../kernel/safe-text.ts';

export type Html = { readonly html: string };

export type HtmlValue = string | number | Html | undefined | false | HtmlValue[];

/** Values may stand between tags and within quoted attributes; nothing else is safe. */
export function html(parts: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return { html: parts.map((part, i) => part + (i < values.length ? render(values[i]) : '')).join('') };
}

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(render).join('');
  if (typeof value === 'object') return value.html;
  return safeText(String(value)).replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);
}

export type Page = {
  title: string;
  /** Path of the service, with a slash at the end. */
  root: string;
  main: Html;
  /** Further stylesheets and scripts, by their names. */
  styles?: string[];
  scripts?: string[];
};

/** A whole page in the look of the others; nothing in it is from elsewhere. */
export function renderPage({ title, root, main, styles = [], scripts = [] }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="${root}icon.svg">
${['style.css', ...styles].map((file) => html`<link rel="stylesheet" href="${root}${file}">\n`)}
${scripts.map((file) => html`<script type="module" src="${root}${file}"></script>\n`)}
</head>
<body>
${main}
</body>
</html>
`.html;
}
