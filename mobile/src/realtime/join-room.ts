import type { JoinData } from '@halobuzz/core/api/streams';
import type { HalobuzzApi } from '../api/api.ts';
import { codeOf } from '../api/failure.ts';

/** Thrown when no place in the room was given; without a code the cause may pass and the client tries again. */
export class JoinRefused extends Error {
  readonly code: string | undefined;
  /** No try before then helps, if the server said so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string | undefined, retryAfterMs?: number) {
    super(code ?? 'no answer');
    this.name = 'JoinRefused';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Asks for a place in the room; `joined` sees everything else that came with it (media, the room's description). */
export async function joinRoom(
  api: Pick<HalobuzzApi, 'join'>,
  roomId: string,
  joined: (data: JoinData) => void,
  password?: string,
): Promise<{ readonly url: string; readonly ticket: string }> {
  const answer = await api.join(roomId, password);
  if (!answer.ok) {
    const { failure } = answer;
    throw new JoinRefused(codeOf(failure), failure.kind === 'problem' ? failure.retryAfterMs : undefined);
  }
  joined(answer.data);
  return { url: answer.data.url, ticket: answer.data.ticket };
}
