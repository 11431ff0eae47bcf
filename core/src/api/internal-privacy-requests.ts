import { z } from 'zod';
import { privacyRequestSchema, staffPrivacyRequestSchema } from './privacy-requests.ts';

/** Paths of the register of privacy requests in the origin's private API. */
export const privacyRequestPaths = {
  own: '/internal/v1/privacy-requests',
  withdraw: (id: string): string => `/internal/v1/privacy-requests/${id}/withdraw`,
  queue: '/internal/v1/privacy-requests/queue',
  decide: (id: string): string => `/internal/v1/privacy-requests/${id}/decision`,
  carriedOut: (id: string): string => `/internal/v1/privacy-requests/${id}/carried-out`,
  /** `PUT`: whether fraud rules may stop the actor's wallet by themselves. */
  profiling: '/internal/v1/privacy/profiling',
} as const;

/** What asking came to. `fresh` is false when the same words wait already. */
export const privacyAskedSchema = z.strictObject({ fresh: z.boolean(), request: privacyRequestSchema });

/** What a decision came to. `fresh` is false when somebody repeats what was decided before. */
export const privacyDecidedSchema = z.strictObject({ fresh: z.boolean(), request: staffPrivacyRequestSchema });
export type PrivacyDecided = z.infer<typeof privacyDecidedSchema>;

export const profilingSchema = z.strictObject({ allowed: z.boolean() });
