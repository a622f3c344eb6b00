/** Every call of the contract, by its tag. */
import { element } from './element.js';

export function drawCalls({ paths, tags }) {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ path, method: method.toUpperCase(), ...call })),
  );
  return tags.map(({ name, description }) => {
    const rows = calls
      .filter((call) => call.tags.includes(name))
      .flatMap(({ method, path, summary, description: more }) => [
        element('dt', '', element('code', '', `${method} ${path}`)),
        element('dd', '', more ? `${summary}. ${more}` : `${summary}`),
      ]);
    return element(
      'section',
      '',
      element('h3', '', name),
      element('p', 'hint', description),
      element('dl', '', ...rows),
    );
  });
}
