/** What a template asks for in Presentation Exchange 2.1, which OpenID4VP had before version 1.0. */
import type { JsonObject } from '../../kernel/json.ts';
import type { RequestContent } from '../exchange-ports.ts';
import { OLDER_FORMATS } from './vp-formats.ts';

/** One descriptor, since all of several would have to be met; types are terms here, of JSON or of the claim `vc`. */
export function presentationDefinitionFor(
  id: string,
  { title, template, issuers, achievementTypes }: RequestContent,
): JsonObject {
  const types = template === 'badges' ? ['AchievementCredential', 'OpenBadgeCredential'] : ['ClrCredential'];
  const [only, ...others] = types;
  const fields: JsonObject[] = [
    {
      path: ['$.type', '$.vc.type'],
      filter: {
        type: 'array',
        contains: { type: 'string', ...(others.length === 0 ? { const: only ?? '' } : { enum: types }) },
      },
    },
  ];
  if (issuers.length > 0)
    fields.push({
      path: ['$.issuer.id', '$.issuer', '$.vc.issuer.id', '$.vc.issuer', '$.iss'],
      filter: { type: 'string', enum: issuers },
    });
  if (template === 'badges' && achievementTypes.length > 0)
    fields.push({
      path: ['', '.vc'].map((root) => `$${root}.credentialSubject.achievement.achievementType`),
      filter: { type: 'string', enum: achievementTypes },
    });
  return {
    id,
    input_descriptors: [{ id: 'clr', name: title, format: OLDER_FORMATS, constraints: { fields } }],
  };
}
