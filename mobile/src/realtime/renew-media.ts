import type { Media } from '@halobuzz/core/api/media';
import type { HalobuzzApi } from '../api/api.ts';
import { codeOf } from '../api/failure.ts';
import { JoinRefused } from './join-room.ts';

/** Asks for a new media token of a room. @throws JoinRefused as a join does: without a code the cause may pass */
export async function renewMedia(api: Pick<HalobuzzApi, 'media'>, roomId: string): Promise<Media> {
  const answer = await api.media(roomId);
  if (answer.ok) return answer.data;
  const { failure } = answer;
  throw new JoinRefused(codeOf(failure), failure.kind === 'problem' ? failure.retryAfterMs : undefined);
}
