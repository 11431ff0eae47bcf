/** How grave a line is, from the least. What each means: docs/security/logging.md. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** Fields of every line, which a line's own may not stand in for. */
const reservedNames: ReadonlySet<string> = new Set(['time', 'level', 'name', 'node', 'pid', 'msg']);

/** The name under which a line shows a field of its own. */
export function ownFieldName(name: string): string {
  return reservedNames.has(name) ? `own${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
}
