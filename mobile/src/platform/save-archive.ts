import type { ArchiveSource, SavedArchive } from './archive-source.ts';
import { download } from './download.ts';

/** In a browser: the archive comes through this page, which carries the session, and is saved as a file. */
export async function saveArchive(source: ArchiveSource): Promise<SavedArchive> {
  const answer = await source.fetch();
  if (!answer.ok) return answer;
  download(source.fileName, answer.data);
  return { ok: true, data: 'saved' };
}
