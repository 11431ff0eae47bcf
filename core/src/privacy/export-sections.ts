/**
 * What somebody may ask for of their own data, by the kinds that people are shown, and the parts of each: a part is one file
 * of the archive (`data/<part>.json`, the ledger as CSV). The inventory of stored fields names these parts. Usage events are
 * no part: they stand under a sign of the day that nothing leads to from an account (GDPR, Article 11).
 */
export const exportDataTypes = {
  account: ['profile', 'public-profile'],
  security: ['sessions', 'devices', 'sign-in-methods', 'security-events'],
  privacy: ['consents', 'privacy-requests', 'privacy-settings', 'data-exports'],
  relations: ['following', 'followers', 'blocks'],
  moderation: ['reports-made', 'reports-about-me', 'sanctions', 'room-moderators', 'staff-acts', 'fraud-checks'],
  broadcasts: ['broadcasts', 'battles', 'audience', 'rooms-visited'],
  messages: ['chat-messages'],
  gifts: ['gifts-sent', 'gifts-received'],
  money: ['ledger', 'transactions', 'payments', 'payouts', 'wallet', 'promotions', 'decisions-on-money'],
  notifications: ['push-devices', 'announcements'],
  pictures: ['pictures'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ExportDataType = keyof typeof exportDataTypes;
export type ExportSection = (typeof exportDataTypes)[ExportDataType][number];

/** In the order in which archives show them. */
export const exportDataTypeNames = [
  ...['account', 'security', 'privacy', 'relations', 'moderation', 'broadcasts'],
  ...['messages', 'gifts', 'money', 'notifications', 'pictures'],
] as const satisfies readonly ExportDataType[];

/** What the account's own object holds; all other parts come from the origin. */
export const accountSections = [
  ...['profile', 'sessions', 'devices', 'sign-in-methods', 'security-events', 'consents', 'privacy-settings'],
] as const satisfies readonly ExportSection[];

/** All parts, in the order in which an archive shows them. */
export const exportSections: readonly ExportSection[] = exportDataTypeNames.flatMap((type) => exportDataTypes[type]);

/** The parts of these types, each once, in order. */
export function sectionsOf(types: readonly ExportDataType[]): readonly ExportSection[] {
  return exportDataTypeNames.filter((type) => types.includes(type)).flatMap((type) => exportDataTypes[type]);
}
