export type Version = readonly [major: number, minor: number, patch: number];

/**
 * The first dotted version number in a tool's output, for example `v=8.1.8` or `db version v6.0.5`.
 * A missing patch level counts as 0; null when the text holds no version.
 */
export function parseVersion(text: string): Version | null {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (match === null) return null;
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Whether `found` is the same as or newer than `wanted`. */
export function versionAtLeast(found: Version, wanted: Version): boolean {
  for (const index of [0, 1, 2] as const) {
    if (found[index] !== wanted[index]) return found[index] > wanted[index];
  }
  return true;
}

export function formatVersion(version: Version): string {
  return version.join('.');
}
