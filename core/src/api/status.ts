import { z } from 'zod';
import { isoTimeSchema } from './conventions.ts';

/** `limited`: works for some, or slower. `off`: not set up here. `unknown`: nobody could say just now. */
export const partStates = ['up', 'limited', 'down', 'off', 'unknown'] as const;
export type PartState = (typeof partStates)[number];

/** What the origin looks at; the edge and the origin itself are judged by who answers. */
export const watchedParts = ['ledger', 'database', 'rooms', 'wallets', 'media'] as const;
export type WatchedPart = (typeof watchedParts)[number];

const countSchema = z.int().nonnegative();

const statusPointSchema = z.strictObject({
  at: isoTimeSchema,
  /** The most that watched at a time; absent where nobody looked. */
  viewers: countSchema.optional(),
  gifts: countSchema,
  /** 95 of 100 requests were answered within it; absent where none were. */
  answerMs: countSchema.optional(),
});
export type StatusPoint = z.infer<typeof statusPointSchema>;

/** `GET status` of the origin: how the platform is, told to everybody. No count of machines, no money, nobody's name. */
export const platformStatusSchema = z.strictObject({
  at: isoTimeSchema,
  parts: z.record(z.enum(watchedParts), z.enum(partStates)),
  /** Gateways by region; `off`: none was there for a day. */
  regions: z.array(z.strictObject({ region: z.string(), state: z.enum(partStates) })),
  /** Absent while the database cannot be asked. */
  now: z.strictObject({ viewers: countSchema, broadcasts: countSchema }).optional(),
  /** Seconds that a point stands for. */
  stepSeconds: z.int().positive(),
  points: z.array(statusPointSchema),
});
export type PlatformStatus = z.infer<typeof platformStatusSchema>;

/** What is shut or worked on, as those who did it say. */
const noticeSchema = z.strictObject({
  /** Plain text. */
  message: z.string(),
  since: isoTimeSchema.optional(),
  /** When it is expected to be over. */
  until: isoTimeSchema.optional(),
});
export type StatusNotice = z.infer<typeof noticeSchema>;

/** `GET /status.json`: what the status page shows. */
export const statusDataSchema = z.strictObject({
  state: z.enum(['up', 'limited', 'down']),
  checkedAt: isoTimeSchema,
  /** When the figures are from; older than `checkedAt` while the origin does not answer, absent before it ever did. */
  figuresAt: isoTimeSchema.optional(),
  parts: z.array(z.strictObject({ part: z.string(), name: z.string(), state: z.enum(partStates) })),
  notices: z.array(noticeSchema),
  now: platformStatusSchema.shape.now,
  stepSeconds: z.int().positive(),
  points: z.array(statusPointSchema),
});
export type StatusData = z.infer<typeof statusDataSchema>;
