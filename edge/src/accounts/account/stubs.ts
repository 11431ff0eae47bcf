/** The parts of a namespace that are used here, so that a test can stand in for it: workerd has no jurisdictions. */
export interface Namespace<Id, Stub> {
  readonly idFromName: (name: string) => Id;
  readonly get: (id: Id) => Stub;
  readonly jurisdiction: (jurisdiction: 'eu') => Namespace<Id, Stub>;
}

/** The object of an account; see {@link homeOfAccount}. */
export function objectOfAccount<Id, Stub>(namespace: Namespace<Id, Stub>, accountId: string, enforce: boolean): Stub {
  const home = homeOfAccount(namespace, accountId, enforce);
  return home.get(home.idFromName(accountId));
}

/**
 * Where what is an account's lives. Accounts of the EU (`e…`) live in the EU from their creation: the choice follows from
 * the id, so it can never drift. `enforce` is `DATA_JURISDICTIONS`: local workerd answers "Jurisdiction restrictions are not
 * implemented", so development runs without.
 */
export function homeOfAccount<Id, Stub>(
  namespace: Namespace<Id, Stub>,
  accountId: string,
  enforce: boolean,
): Namespace<Id, Stub> {
  return enforce && accountId.startsWith('e') ? namespace.jurisdiction('eu') : namespace;
}
