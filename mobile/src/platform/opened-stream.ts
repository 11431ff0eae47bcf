import { z } from 'zod';

/** What the server lays beside a notification's words. */
const dataSchema = z.object({ streamId: z.uuid() });

/** The broadcast that a pressed notification is about; undefined for one of another kind, or of a newer server. */
export function openedStreamOf(data: unknown): string | undefined {
  return dataSchema.safeParse(data).data?.streamId;
}
