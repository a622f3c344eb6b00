/** Published contexts, schemas and samples to compare with. Users do not have them: tests then skip, and say so. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SHARED = fileURLToPath(new URL('../../shared/', import.meta.url));

export const hasReference = existsSync(SHARED);

if (!hasReference)
  console.warn('The reference folder ../shared is absent: tests that compare with it are skipped.');

export const referencePath = (path: string) => SHARED + path;

export const readReference = (path: string): string => readFileSync(SHARED + path, 'utf8');
