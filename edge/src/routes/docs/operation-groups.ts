/** A part of the API, as documents group it. */
export interface OperationGroup {
  readonly name: string;
  readonly description: string;
}

// Groups of several paths.
const secondFactors: OperationGroup = {
  name: 'second factors',
  description: 'Apps, codes, backup codes; confirming a sign-in.',
};
const sessions: OperationGroup = {
  name: 'sessions and devices',
  description: 'Where the account is signed in, and on what.',
};
const broadcasts: OperationGroup = { name: 'broadcasts', description: 'Going live, finding who is, what it came to.' };
const money: OperationGroup = { name: 'money', description: 'Balances, entries, what gifts cost.' };
const privacy: OperationGroup = {
  name: 'privacy',
  description: 'What you agreed to, your data, your rights over them.',
};
const people: OperationGroup = { name: 'people', description: 'Profiles, who follows and blocks whom, sanctions.' };

/** The first group whose path begins the operation's own, longest paths first. */
const groups: readonly (readonly [string, OperationGroup])[] = [
  ['/auth/mfa', secondFactors],
  ['/auth/step-up', secondFactors],
  ['/auth/passkeys', { name: 'passkeys', description: 'WebAuthn credentials, as second factor and as the only one.' }],
  ['/auth/sessions', sessions],
  ['/auth/devices', sessions],
  ['/auth', { name: 'account', description: 'Sign-up, sign-in, password, e-mail address.' }],
  ['/streams', broadcasts],
  ['/battles', broadcasts],
  ['/rooms', { name: 'rooms', description: 'A place in a room, and reports of what goes on there.' }],
  ['/wallet', money],
  ['/payments', money],
  ['/payouts', money],
  ['/webhooks', { name: 'webhooks', description: 'What payment providers and the media server tell; for them alone.' }],
  ['/gifts', money],
  ['/legal', { name: 'legal', description: 'Privacy policy, terms of use, cookie notice, in every version.' }],
  ['/dev', { name: 'development', description: 'There only where the service runs for development.' }],
  ['/hosts', broadcasts],
  ['/search', broadcasts],
  ['/users', people],
  ['/appeals', people],
  ['/notifications', people],
  ['/privacy', privacy],
  ['/analytics', privacy],
  ['/images', people],
  [
    '/admin',
    { name: 'staff', description: 'For moderators, support, finance and admins, with a second factor; audited.' },
  ],
  ['/switches', { name: 'switches', description: 'What is paused now, and maintenance.' }],
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
