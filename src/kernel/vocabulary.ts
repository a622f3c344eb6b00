/** Where the names of this project's own JSON-LD terms begin. They are names; nothing is fetched from them. */
export const VOCABULARY = 'https://w3id.org/clr-bridge/vocab#';
