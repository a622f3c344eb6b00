/** Colour on a terminal: Select Graphic Rendition codes (ECMA-48, 8.3.117). */

const COLOURS = { green: 32, yellow: 33, red: 31, dim: 2 } as const;

export type Colour = keyof typeof COLOURS;

export type Style = {
  /** Columns of the terminal. */
  width: number;
  colour: boolean;
};

export function paint(text: string, colour: Colour, { colour: on }: Style): string {
  return on ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
}
