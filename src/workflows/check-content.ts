/** What a credential says, held against the data models it claims to follow. */
import { checkCredentialStructure } from '../credentials/checks.ts';
import { type Finding, isDeviation } from '../kernel/findings.ts';
import type { JsonObject } from '../kernel/json.ts';
import { checkCredential } from '../records/check-credential.ts';
import { checkTexts } from '../records/check-text.ts';
import { clr2KindOf } from '../records/credential-kind.ts';

/**
 * The data model of Verifiable Credentials, then that of CLR 2.0 or Open Badges 3.0 where it is one of theirs; each
 * breach is said once. Credentials inside are not opened.
 *
 * @param options `nested`: the texts of a credential inside another are looked at with those around it
 */
export function checkContent(
  credential: JsonObject,
  pointer: string,
  { nested }: { nested: boolean },
): Finding[] {
  const structure = checkCredentialStructure(credential, pointer);
  if (clr2KindOf(credential) === undefined) return structure;
  const said = new Set(structure.filter(isDeviation).map(({ pointer: at }) => at));
  const isSaid = ({ pointer: at }: Finding) => said.has(at) || said.has(at.replace(/\/0$/, ''));
  const record = checkCredential(credential, pointer).filter(
    (found) => !isDeviation(found) || !isSaid(found),
  );
  const broken = record.some(({ code }) => code === 'structure-invalid');
  return [
    ...structure.filter(({ code }) => !broken || code !== 'structure-valid'),
    ...record,
    ...(nested ? [] : checkTexts(credential, pointer)),
  ];
}
