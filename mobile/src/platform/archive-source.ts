import type { ApiResult } from '../api/failure.ts';

/** An archive that can be fetched once. */
export interface ArchiveSource {
  readonly fileName: string;
  /** The page of the web app that fetches it; what opens it stands behind the `#`, which no server sees. */
  readonly pageUrl: string;
  readonly fetch: () => Promise<ApiResult<Blob>>;
}

/** `browser`: not fetched here; a browser has been opened where its owner does that. */
export type SavedArchive = ApiResult<'saved' | 'browser'>;
