import type { Media } from '@halobuzz/core/api/media';
import type { MediaRequest } from '../media/media-grants.ts';
import type { Services } from '../services.ts';

/** Media access, or that there is none while media is paused: rooms go on without. */
export async function grantMediaUnlessPaused(
  { switches, grantMedia }: Pick<Services, 'switches' | 'grantMedia'>,
  request: MediaRequest,
  requestId: string,
): Promise<Media> {
  if ((await switches.now(requestId)).isPaused('media')) return { state: 'off', reason: 'Sound and picture are paused.' };
  return grantMedia(request);
}
