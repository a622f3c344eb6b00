/** Words of exchanges with wallets that the command line and HTTP both offer. */

/** What a request asks for. */
export const TEMPLATES = ['any-clr', 'clr-from', 'badges'] as const;
