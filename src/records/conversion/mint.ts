/** Ids for what has none: the same parts make the same id, whoever converts and whenever. */
import { v5 } from 'uuid';

/** One namespace for all of them (RFC 9562, section 6.6). */
const NAMESPACE = '99926122-0a16-5df1-a0e0-c7d9febd062f';

/** A URN with a UUID of version 5 over the compact JSON array of the parts. */
export function mintId(...parts: (string | number)[]): string {
  return `urn:uuid:${v5(JSON.stringify(parts), NAMESPACE)}`;
}
