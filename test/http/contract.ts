/** Whether an answer is one that docs/openapi.yaml announces. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

type Content = Record<string, { schema: unknown }>;
type Answer = { $ref?: string; content?: Content };
type Operation = { responses: Record<string, Answer>; operationId: string };

export const CONTRACT = parse(readFileSync(new URL('../../docs/openapi.yaml', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, Answer>; schemas: Record<string, unknown> };
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
ajv.addSchema(CONTRACT, 'contract');

const patterns = Object.keys(CONTRACT.paths)
  .sort((a, b) => a.split('{').length - b.split('{').length)
  .map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));

/** Which operations were checked, for the test that none was forgotten. */
export const covered = new Set<string>();

const segmentOf = (segment: string) =>
  encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));

/**
 * @param body as text
 * @returns what is wrong with the answer, undefined where all is right
 */
export function offence(
  method: string,
  url: string,
  status: number,
  contentType: string,
  body: string,
): string | undefined {
  const pathname = new URL(url).pathname;
  const path = patterns.find(({ pattern }) => pattern.test(pathname))?.path;
  const operation = path === undefined ? undefined : CONTRACT.paths[path]?.[method.toLowerCase()];
  const type = contentType.split(';')[0] as string;
  if (path === undefined || operation === undefined) {
    // What is not in the contract must be refused, as a problem.
    return status === 404 || status === 405
      ? check('#/components/schemas/Problem', type, 'application/problem+json', body)
      : 'not in the contract';
  }
  const key = operation.responses[status] === undefined ? 'default' : String(status);
  const answer = operation.responses[key];
  if (answer === undefined) return `${status} is not announced`;
  covered.add(`${operation.operationId} ${key}`);
  const named = answer.$ref?.split('/').at(-1);
  const place = named
    ? `#/components/responses/${named}`
    : `#/paths/${segmentOf(path)}/${method.toLowerCase()}/responses/${key}`;
  const content = (named ? CONTRACT.components.responses[named] : answer)?.content;
  if (content === undefined) return body === '' ? undefined : 'a body is not announced';
  if (content[type] === undefined) return `${type} is not announced for ${status}`;
  return check(`${place}/content/${segmentOf(type)}/schema`, type, type, body);
}

function check(pointer: string, type: string, expected: string, body: string): string | undefined {
  if (type !== expected) return `${type} instead of ${expected}`;
  const validate = ajv.getSchema(`contract${pointer}`);
  if (validate === undefined) return `no schema at ${pointer}`;
  const value: unknown =
    (type.endsWith('json') && !type.endsWith('ndjson')) || type === 'application/vc'
      ? JSON.parse(body)
      : body;
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
}
