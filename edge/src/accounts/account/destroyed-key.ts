/** The account was erased: its key is gone for good, so nothing that was kept of it can be read, whatever came back. */
export class DestroyedKeyError extends Error {
  constructor() {
    super('the subject key of this account is destroyed');
    this.name = 'DestroyedKeyError';
  }
}

/** What `work` answers, or `gone` for an account that came back from a backup after it was erased. */
export async function unlessErased<T>(work: () => Promise<T>, gone: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DestroyedKeyError) return gone;
    throw error;
  }
}
