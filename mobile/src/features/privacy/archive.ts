import type { SavedArchive } from '../../platform/archive-source.ts';
import type { Services } from '../services.ts';

/** Fetches an archive by the secret of its link, which works once, and hands it to its owner as a file. */
export function saveExport(
  { api, saveArchive, pageUrl }: Pick<Services, 'api' | 'saveArchive' | 'pageUrl'>,
  exportId: string,
  secret: string,
): Promise<SavedArchive> {
  return saveArchive({
    fileName: `${exportId}.zip`,
    pageUrl: pageUrl(`/privacy/exports/${exportId}#${secret}`),
    fetch: () => api.exportArchive(exportId, secret),
  });
}
