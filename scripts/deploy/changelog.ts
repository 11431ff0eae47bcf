/** The heading of each scope in a changelog, in this order; what is not here comes under "Other". */
const headings: readonly (readonly [string, RegExp])[] = [
  ['Money', /^(?:ledger|payments?|payouts?|gifts?|finance|wallets?|fraud)$/],
  ['Rooms and broadcasts', /^(?:gateway|rooms?|streams?|battles?|media|discovery|core|protocol)$/],
  ['Accounts and privacy', /^(?:edge|auth|accounts?|privacy|security|erasure|consents?)$/],
  ['App and console', /^(?:app|mobile|console|web)$/],
  ['Operations', /^(?:ops|deploy|metrics|alerts|logs|tracing|scripts|ci|loadtests?|bench)$/],
];
const unseen = /^(?:docs|tests?|style|merge)$/i;

/**
 * A release's changelog from the subjects of its commits, newest first (`scope: imperative`, see CONTRIBUTING.md). Changes of
 * documents and tests alone are counted, not listed.
 */
export function changelogOf(version: string, since: string | undefined, subjects: readonly string[]): string {
  const groups = new Map<string, string[]>();
  let left = 0;
  for (const subject of subjects) {
    const [, scopes = '', what = subject] = /^([a-z0-9, -]+): (.+)$/i.exec(subject) ?? [];
    const first = scopes.split(',').map((scope) => scope.trim());
    if (first.every((scope) => unseen.test(scope))) {
      left += 1;
      continue;
    }
    const heading = headings.find(([, pattern]) => first.some((scope) => pattern.test(scope)))?.[0] ?? 'Other';
    const line = scopes === '' ? `- ${plain(what)}` : `- **${plain(scopes)}**: ${plain(what)}`;
    groups.set(heading, [...(groups.get(heading) ?? []), line]);
  }
  const order = [...headings.map(([name]) => name), 'Other'];
  return [
    `# ${version}`,
    since === undefined ? 'The first release.' : `Since ${since}: ${subjects.length} changes.`,
    ...order.flatMap((name) => (groups.has(name) ? [`## ${name}\n\n${(groups.get(name) ?? []).join('\n')}`] : [])),
    ...(left > 0 ? [`And ${left} of documents and tests alone.`] : []),
  ].join('\n\n');
}

/** A subject is anybody's text: nothing in it becomes a link, an image, HTML or a mention. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>@#!|]/g, (character) => `\\${character}`);
}
