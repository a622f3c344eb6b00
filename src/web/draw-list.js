/** Findings, losses and items of a fault: what, and where. Many of one kind are told once, with their places. */
import { element, foldable, linkTo } from './element.js';

/** So many places, and so many kinds, are shown before the rest is folded away; beyond the last number only counted. */
const PLACES = 3;
const KINDS = 12;
const FOLDED = 200;
/** Longer values are left to the JSON. */
const VALUE = 80;

/** A heading with the number of items, and the items; nothing where there are none. */
export function drawSection(title, items, options) {
  return items.length > 0 ? [element('h3', '', `${title} (${items.length})`), drawList(items, options)] : [];
}

/**
 * @param items each with code, message and pointer; a loss may have a value
 * @param options `linked`: whether the service has a page about each code
 */
export function drawList(items, { linked = true } = {}) {
  const kinds = new Map();
  for (const item of items) {
    const key = JSON.stringify([item.code, item.message]);
    if (kinds.has(key)) kinds.get(key).push(item);
    else kinds.set(key, [item]);
  }
  const drawn = [...kinds.values()].map((group) => drawKind(group, linked));
  const rest = drawn.splice(KINDS);
  if (rest.length > 0)
    drawn.push(element('li', '', foldable(`${rest.length} more`, element('ul', 'findings', ...rest))));
  return element('ul', 'findings', ...drawn);
}

function drawKind(group, linked) {
  const [{ code, message }] = group;
  const isPlaced = group.some(({ pointer }) => pointer !== '');
  const places = isPlaced ? group.slice(0, PLACES).map(drawPlace) : [];
  const rest = isPlaced ? group.slice(PLACES) : [];
  return element(
    'li',
    '',
    linked ? linkTo(code) : element('code', '', code),
    ` ${message}`,
    ...places,
    ...(rest.length > 0 ? [drawRest(rest)] : []),
  );
}

function drawRest(rest) {
  const more = rest.length - FOLDED;
  return foldable(
    `${rest.length} more ${rest.length === 1 ? 'place' : 'places'}`,
    ...rest.slice(0, FOLDED).map(drawPlace),
    ...(more > 0 ? [element('span', 'place', `and ${more} more, see the JSON`)] : []),
  );
}

function drawPlace({ pointer, value }) {
  const shown = value === undefined ? '' : JSON.stringify(value);
  return element(
    'span',
    'place',
    'at ',
    element('code', '', pointer || 'the whole'),
    ...(shown !== '' && shown.length <= VALUE ? [': ', element('code', '', shown)] : []),
  );
}
