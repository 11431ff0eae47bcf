import type { ImageKind } from '@halobuzz/core/api/images';

/** A picture that was made; its files are stored by the edge, and it is seen by nobody before it is shown. */
export interface MadeImage {
  readonly key: string;
  readonly account: string;
  readonly kind: ImageKind;
  /** The broadcast that a cover is of. */
  readonly roomId?: string;
}

/**
 * Which pictures there are, and whose. One is *pending* until its files are stored, then *shown*, and *doomed* once another
 * took its place, its time ran out or its owner is gone; a doomed one is never shown again, and forgotten when its files are
 * deleted. So whoever dies at any point leaves a record that leads to every file.
 */
export interface ImageStore {
  add(image: MadeImage): Promise<void>;
  /**
   * Shows a pending picture of this account in the place of the one before. May be repeated.
   * @returns what it is
   * @throws AppError `not_found` (it is not theirs, or doomed), `room_not_found`, `room_ended` (a cover came too late)
   */
  show(key: string, account: string): Promise<MadeImage>;
  /** False when there was none. */
  removeAvatar(account: string): Promise<boolean>;
  /** A broadcast's cover is shown no longer, and its files go. False when there was none. */
  removeCover(roomId: string): Promise<boolean>;
  /** The keys of the pictures of those who have one. */
  avatarsOf(accounts: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Everything that an account ever sent is shown no longer, and its files go. May be repeated. */
  deleteImagesOf(account: string): Promise<void>;
  /** Dooms what was never shown in time, and covers whose broadcast is gone. */
  doomForgotten(): Promise<void>;
  /** Those whose files are to go, the longest waiting first. */
  doomed(limit: number): Promise<readonly string[]>;
  /** Forgets those of these keys that are doomed: their files are gone. */
  forget(keys: readonly string[]): Promise<void>;
  /** Of those that wait for something; those that are shown are too many to be counted. */
  counts(): Promise<{ readonly pending: number; readonly doomed: number }>;
}
