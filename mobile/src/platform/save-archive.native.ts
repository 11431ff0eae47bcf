import { Linking } from 'react-native';
import { failed } from '../api/failure.ts';
import type { ArchiveSource, SavedArchive } from './archive-source.ts';

/**
 * On a phone: a browser keeps files where people find them, so its page of the web app does it; there the owner signs in
 * again. Nothing is fetched here, for it can be fetched once only.
 */
export async function saveArchive(source: ArchiveSource): Promise<SavedArchive> {
  try {
    await Linking.openURL(source.pageUrl);
    return { ok: true, data: 'browser' };
  } catch {
    return failed({ kind: 'network' });
  }
}
