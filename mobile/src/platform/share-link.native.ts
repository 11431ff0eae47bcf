import { Platform, Share } from 'react-native';
import type { SharedLink, ShareOutcome } from './shared-link.ts';

/** By the phone's own sheet. Android shows no address of its own: it goes into the message. */
export async function shareLink({ title, url }: SharedLink): Promise<ShareOutcome> {
  try {
    const content = Platform.OS === 'ios' ? { url } : { message: url, title };
    const { action } = await Share.share(content, { dialogTitle: title });
    return action === Share.dismissedAction ? 'dismissed' : 'shared';
  } catch {
    return 'failed';
  }
}
