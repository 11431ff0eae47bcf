/** A part of the API, as documents group it. */
export interface OperationGroup {
  readonly name: string;
  readonly description: string;
}

/** The first group whose path begins the operation's own, longest paths first. */
const groups: readonly (readonly [string, OperationGroup])[] = [
  ['/auth/mfa', { name: 'second factors', description: 'Apps, codes, backup codes; confirming a sign-in.' }],
  ['/auth/step-up', { name: 'second factors', description: 'Apps, codes, backup codes; confirming a sign-in.' }],
  ['/auth/passkeys', { name: 'passkeys', description: 'WebAuthn credentials, as second factor and as the only one.' }],
  ['/auth/sessions', { name: 'sessions and devices', description: 'Where the account is signed in, and on what.' }],
  ['/auth/devices', { name: 'sessions and devices', description: 'Where the account is signed in, and on what.' }],
  ['/auth', { name: 'account', description: 'Sign-up, sign-in, password, e-mail address.' }],
  ['/streams', { name: 'broadcasts', description: 'Going live, finding who is, what it came to.' }],
  ['/battles', { name: 'broadcasts', description: 'Going live, finding who is, what it came to.' }],
  ['/rooms', { name: 'rooms', description: 'A place in a room, and reports of what goes on there.' }],
  ['/wallet', { name: 'money', description: 'Balances, entries, what gifts cost.' }],
  ['/payments', { name: 'money', description: 'Balances, entries, what gifts cost.' }],
  ['/payouts', { name: 'money', description: 'Balances, entries, what gifts cost.' }],
  ['/webhooks', { name: 'webhooks', description: 'What payment providers and the media server tell; for them alone.' }],
  ['/gifts', { name: 'money', description: 'Balances, entries, what gifts cost.' }],
  ['/dev', { name: 'development', description: 'There only where the service runs for development.' }],
  ['/hosts', { name: 'broadcasts', description: 'Going live, finding who is, what it came to.' }],
  ['/search', { name: 'broadcasts', description: 'Going live, finding who is, what it came to.' }],
  ['/users', { name: 'people', description: 'Profiles, who follows and blocks whom, sanctions.' }],
  ['/notifications', { name: 'people', description: 'Profiles, who follows and blocks whom, sanctions.' }],
  ['/images', { name: 'people', description: 'Profiles, who follows and blocks whom, sanctions.' }],
  [
    '/admin',
    { name: 'staff', description: 'For moderators, support, finance and admins, with a second factor; audited.' },
  ],
  ['/regions', { name: 'regions', description: 'Which region serves the caller.' }],
];

/** @param path with or without the base. @throws Error for a path of no group: whoever adds one says where it belongs */
export function groupOf(path: string): OperationGroup {
  const own = path.replace(/^\/api\/v1/, '');
  const found = groups.find(([prefix]) => own === prefix || own.startsWith(`${prefix}/`));
  if (found === undefined) throw new Error(`edge/src/routes/docs/operation-groups.ts names no group for ${path}`);
  return found[1];
}

/** Each group once, in the order of the document. */
export const operationGroups: readonly OperationGroup[] = [
  ...new Map(groups.map(([, group]) => [group.name, group])).values(),
];
