/** What the keys of all archives of an account begin with, in the bucket of exports. */
export function archivePrefix(accountId: string): string {
  return `exports/${accountId}/`;
}

/** What the keys of one archive's segments begin with. */
export function segmentPrefix(accountId: string, exportId: string): string {
  return `${archivePrefix(accountId)}${exportId}/`;
}

/** A segment of a file by its name: one that is made again has another, as what is in a file may have changed meanwhile. */
export function segmentKey(prefix: string, file: number, segment: string): string {
  return `${prefix}${file}/${segment}`;
}

/** The first rows of a part as JSON, for the archive's page. */
export function previewKey(prefix: string, file: number): string {
  return `${prefix}${file}/preview`;
}
