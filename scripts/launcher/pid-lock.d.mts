export type LockOwner = { pid: number; startedAt: string | null; note: string };
export type LockResult = { held: true; release: () => void } | { held: false; owner: LockOwner };

/** When the process began, as the operating system says it, or null where that cannot be read. */
export function processStartedAt(pid: number): string | null;

/** Whether the process that wrote this owner record still runs (a reused pid counts as gone). */
export function ownerIsAlive(owner: LockOwner): boolean;

/**
 * Takes the lock file for this process, or says who holds it. A lock whose owner is gone is taken over.
 * `note` is shown to whoever finds the lock taken.
 */
export function takePidLock(file: string, note: string): LockResult;

/** Rewrites the note of a lock this process holds. */
export function updateLockNote(file: string, note: string): void;
