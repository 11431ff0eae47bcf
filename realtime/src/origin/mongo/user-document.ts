import type { PrivacyFlags } from '@halobuzz/core/api/privacy-requests';

/** As stored in `users`: what the rest of the system may know of an account. */
export interface UserDocument {
  _id: string;
  version: number;
  username: string;
  email: string;
  emailVerified: boolean;
  status: 'active' | 'deleted';
  /** Is being erased and may still be taken back; absent otherwise. */
  hidden?: boolean;
  isBanned: boolean;
  /** Broadcasts nothing until then. */
  suspendedUntil?: Date;
  roles: string[];
  displayName?: string;
  bio?: string;
  country: string;
  /** Absent: nothing was objected to. */
  privacy?: PrivacyFlags;
  createdAt: Date;
  updatedAt: Date;
}

/** Kept out of lists and shown without details: by their own wish, or as a child whom no parent allowed the account. */
export function isReserved({ privacy }: Pick<UserDocument, 'privacy'>): boolean {
  return privacy?.restricted === true || privacy?.parentNeeded === true;
}
