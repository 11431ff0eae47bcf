import type { AuditRecord } from '@halobuzz/core/api/admin';
import type { CatalogueAct, CatalogueContent, CatalogueKind, CatalogueStatus } from '@halobuzz/core/api/catalogue';

/** One version as it is kept. `content` is never changed; the rest says what became of it. */
export interface StoredVersion {
  readonly id: string;
  readonly version: number;
  readonly status: CatalogueStatus;
  readonly withdrawn: boolean;
  readonly content: CatalogueContent;
  /** From when it holds, or is asked to; undefined: nobody said, so at once when it is published. */
  readonly fromMs: number | undefined;
  /** When a newer version takes its place; undefined: none does. */
  readonly endsMs: number | undefined;
  readonly history: readonly (Omit<CatalogueAct, 'at'> & { readonly atMs: number })[];
}

/** What becomes of a version: all of this is written. */
export type VersionChange = Pick<StoredVersion, 'status' | 'fromMs' | 'endsMs' | 'history'>;

/** The catalogue within one change. Changes come one after the other, so what is read here still holds when it is written. */
export interface CatalogueChange {
  newest(id: string): Promise<StoredVersion | undefined>;
  get(id: string, version: number): Promise<StoredVersion | undefined>;
  /** Published ones that no newer one has ended by then, and the last that was published in any case, newest first. */
  heldSince(id: string, sinceMs: number): Promise<readonly StoredVersion[]>;
  /** Drafts and those that wait, older than `before`. */
  openBefore(id: string, before: number): Promise<readonly StoredVersion[]>;
  /** How many different ids there are. */
  ids(): Promise<number>;
  /** Another package of ours that names this product of a store, in a version that was not thrown away. */
  ownerOfProduct(store: 'appleProduct' | 'googleProduct', product: string, except: string): Promise<string | undefined>;
  insert(version: StoredVersion): Promise<void>;
  update(id: string, version: number, change: VersionChange): Promise<void>;
  /** The picture is kept from now on. @returns false when there is no such picture of a gift */
  keepImage(key: string): Promise<boolean>;
  /** Stands in the audit log if and only if the change does. */
  audit(record: AuditRecord): Promise<void>;
}

/** Gifts and coin packages, version by version. */
export interface CatalogueStore {
  /** Newest versions, by id. */
  newest(kind: CatalogueKind, afterId: string | undefined, limit: number): Promise<readonly StoredVersion[]>;
  /** Newest first. */
  versions(
    kind: CatalogueKind,
    id: string,
    before: number | undefined,
    limit: number,
  ): Promise<readonly StoredVersion[]>;
  /** All published versions that no newer one has ended by then: what is sold, will be, and was a moment ago. */
  held(kind: CatalogueKind, sinceMs: number): Promise<readonly StoredVersion[]>;
  /** Another one after every change, of drafts too. */
  revision(): Promise<bigint>;
  /** @throws AppError `unavailable` when it did not come through in time; whatever `work` throws takes all of it back */
  change<T>(kind: CatalogueKind, work: (change: CatalogueChange) => Promise<T>): Promise<T>;
}
