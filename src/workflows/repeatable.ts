/** What is issued under a name of its own can be issued again, after a crash, without being issued twice. */
import type { WrapDeps } from './ports.ts';

/** One piece of work that may have been begun before, and not answered. */
export type Attempt = {
  /** A UUID that belongs to this piece of work alone. */
  id: string;
  /** When the whole began: places in status lists that were taken for the same credential since then are its own. */
  since: Date;
};

/**
 * The same dependencies, so that a second attempt makes the credential of the first: the same id, the same places in
 * status lists, and what was kept of the first gives way.
 */
export function repeatable<Deps extends WrapDeps>(deps: Deps, { id, since }: Attempt): Deps {
  const { allocateStatus, saveCredential } = deps;
  return {
    ...deps,
    newId: () => id,
    ...(allocateStatus === undefined
      ? {}
      : {
          allocateStatus: (wanted: Parameters<typeof allocateStatus>[0]) =>
            allocateStatus({ ...wanted, since }),
        }),
    ...(saveCredential === undefined
      ? {}
      : {
          saveCredential: (...[credential, about]: Parameters<typeof saveCredential>) =>
            saveCredential(credential, { keptAs: `urn:uuid:${id}`, ...about, replaces: true }),
        }),
  };
}
