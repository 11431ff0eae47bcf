/** A browser keeps the screen lit by itself while a picture plays. */
export const keepAwake = (): (() => void) => () => {};
