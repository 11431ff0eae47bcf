import { z } from 'zod';

/** As late as a time can be: a restriction without an end lasts until then. */
export const FOREVER_MS = 8_640_000_000_000_000;

/**
 * What an account may not do for now: in tickets, and in the feed that gateways tail, so that sockets that are open learn of
 * it. `version` rises with each change; the highest one holds. Times in milliseconds, 0 for not at all.
 */
export const restrictionsSchema = z.strictObject({
  version: z.int().min(0),
  mutedUntilMs: z.int().min(0).max(FOREVER_MS),
  suspendedUntilMs: z.int().min(0).max(FOREVER_MS),
});
export type Restrictions = z.infer<typeof restrictionsSchema>;
