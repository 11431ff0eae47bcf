import { z } from 'zod';
import { commandIdSchema, resumePointSchema, roomIdSchema } from './fields.ts';

/** The first frame of a socket. Exactly one of `ticket` (from the edge) and `resume` (from the last welcome). */
export const helloSchema = z
  .strictObject({
    t: z.literal('hello'),
    id: commandIdSchema,
    protocol: z.int().min(0).max(255),
    room: roomIdSchema,
    ticket: z.string().max(2048).optional(),
    resume: z.string().max(1024).optional(),
    point: resumePointSchema.optional(),
    client: z.strictObject({ app: z.string().max(32), version: z.string().max(32) }).optional(),
  })
  .refine((hello) => (hello.ticket === undefined) !== (hello.resume === undefined), {
    message: 'give exactly one of ticket and resume',
    path: ['ticket'],
  });
export type Hello = z.infer<typeof helloSchema>;
