/** The pages of offers and requests: the service draws them; this follows their state, copies, and tells local time. */

const page = document.getElementById('exchange');
const live = document.getElementById('live');
/** Where there are no events, the page is asked for again; in milliseconds. */
const ASK_AGAIN = 10_000;

/** Whatever the service drew in UTC, in the reader's own time. */
function tellLocalTime(within) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: 'long',
    timeStyle: 'short',
  });
  for (const time of within.querySelectorAll('time')) {
    time.title = time.textContent;
    time.textContent = format.format(new Date(time.dateTime));
  }
}

function showCopyButtons(within) {
  for (const button of within.querySelectorAll('[data-copy]')) button.hidden = false;
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const text = source.value ?? source.textContent;
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
    live.textContent = 'Copied.';
  } catch {
    // no clipboard here, or none for us: what is selected can be copied by hand
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    live.textContent = 'Selected: copy it with the keyboard or the menu.';
  }
  setTimeout(() => {
    button.textContent = said;
  }, 2000);
}

/** What is on the page now, as the service draws it. */
async function fetchNow() {
  const response = await fetch(page.dataset.page, { headers: { accept: 'text/html' } });
  const drawn = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('now');
  return drawn ?? undefined;
}

/** While nothing ended, only the line about the state changes: what is being typed stays. */
async function refresh() {
  const now = document.getElementById('now');
  const next = await fetchNow();
  if (next === undefined) return undefined;
  tellLocalTime(next);
  showCopyButtons(next);
  const [before, after] = [now, next].map((part) => part.querySelector('#state'));
  const words = after.textContent.trim();
  const isNews = words !== before.textContent.trim();
  if (now.querySelector('form') && next.querySelector('form')) {
    if (isNews) before.replaceWith(after);
  } else {
    const hadFocus = now.contains(document.activeElement);
    now.replaceWith(next);
    document.querySelector('.fault')?.remove();
    if (hadFocus) next.querySelector('h1').focus();
  }
  if (isNews) live.textContent = words.replace(/^\S\s+/, '');
  return next.dataset.state;
}

const isOver = (state) => state !== undefined && state !== 'created' && state !== 'opened';

function follow() {
  const source = new EventSource(page.dataset.events);
  let seen;
  source.addEventListener('state', async ({ data }) => {
    const { state } = JSON.parse(data);
    if (isOver(state)) source.close(); // which else comes back for more
    if (data !== seen) await refresh();
    seen = data;
  });
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) askAgain();
  });
}

function askAgain() {
  setTimeout(async () => {
    const state = await refresh().catch(() => undefined);
    if (!isOver(state)) askAgain();
  }, ASK_AGAIN);
}

tellLocalTime(document);
showCopyButtons(document);
document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-copy]');
  if (button) copy(button);
});
if (page?.dataset.events) follow();
