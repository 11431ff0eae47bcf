import type { ArchiveSource, SavedArchive } from './archive-source.ts';

/** In a browser: the archive comes through this page, which carries the session, and is saved as a file. */
export async function saveArchive(source: ArchiveSource): Promise<SavedArchive> {
  const answer = await source.fetch();
  if (!answer.ok) return answer;
  const address = URL.createObjectURL(answer.data);
  const link = document.createElement('a');
  link.href = address;
  link.download = source.fileName;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the file after this turn; what it has begun to read it keeps.
  setTimeout(() => URL.revokeObjectURL(address), releaseMs);
  return { ok: true, data: 'saved' };
}

const releaseMs = 60_000;
