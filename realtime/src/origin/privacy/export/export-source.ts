import type { Filter } from 'mongodb';

/** Any document of ours: ids are texts. */
export interface StoredDocument {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/** Whose data it is: the account, and what stands for its person in the ledger. */
export interface ExportPerson {
  readonly account: string;
  readonly subject: string;
}

/** A row as it goes into a file: names as people read them, plain JSON values. */
export type ExportRow = Readonly<Record<string, unknown>>;

/**
 * Where the rows of a part stand and what is shown of them. Fields that are not named are left out, and every id of
 * somebody else in what is named is masked: a new field shows nothing until somebody decides on it here.
 */
export interface ExportSource {
  readonly collection: string;
  readonly of: (person: ExportPerson) => Filter<StoredDocument>;
  /** The index that finds them in order. */
  readonly hint: string | Readonly<Record<string, 1>>;
  /** The field they are read in order of, oldest or lowest first. `time`: nothing newer than the request is read. */
  readonly order: { readonly field: string; readonly kind: 'time' | 'plain' };
  /** Stored field → name in the file. */
  readonly fields: Readonly<Record<string, string>>;
  /** Fields with the id of an account whom this person chose to relate to and sees by name anyway: stored field → name. */
  readonly named?: Readonly<Record<string, string>>;
  /** Other documents that say more of a row, by their `_id`: their fields as names in the file. */
  readonly join?: {
    readonly collection: string;
    readonly by: string;
    readonly fields: Readonly<Record<string, string>>;
  };
  /** What kind of row it is, where a file holds several. */
  readonly kind?: string;
  /** Rows of a page; fewer where one may be large. Default: `exportPageRowsMax`. */
  readonly rowsMax?: number;
  /** The last word on a row, before ids are masked. */
  readonly shape?: (row: ExportRow) => ExportRow;
}
