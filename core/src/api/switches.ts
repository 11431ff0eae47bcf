import { z } from 'zod';
import { limits } from '../limits.ts';
import { shownText } from '../shown-text.ts';
import { featureSwitches, switchNames, switchScopeShape } from '../switches/switches.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema } from './conventions.ts';

/**
 * `GET /switches`: what is stopped now for whoever asks, from where they ask. All else works. During `maintenance` nothing
 * new is taken; reading goes on.
 */
export const pausedSchema = z
  .strictObject({
    version: z.int(),
    paused: z.array(z.enum(featureSwitches)),
    maintenance: z.strictObject({ message: z.string(), endsAt: isoTimeSchema.optional() }).optional(),
  })
  .meta({
    example: {
      version: 1_767_323_045_678,
      paused: ['gifts'],
      maintenance: { message: 'We move to a larger database.', endsAt: '2026-01-02T04:04:05.678Z' },
    },
  });
export type PausedView = z.infer<typeof pausedSchema>;

const who = { by: z.string(), since: isoTimeSchema, reason: z.string() } as const;

/** One switch as staff see it: without `since` it is on. */
export const switchViewSchema = z.strictObject({
  name: z.enum(switchNames),
  paused: z.boolean(),
  ...switchScopeShape,
  by: who.by.optional(),
  since: who.since.optional(),
  reason: who.reason.optional(),
});
export type SwitchView = z.infer<typeof switchViewSchema>;

/** `inForce`: the version by which nodes go, as far as control Redis says; another than `version` for a moment after a change. */
export const switchesSchema = z
  .strictObject({
    version: z.int(),
    inForce: z.int().optional(),
    switches: z.array(switchViewSchema),
    maintenance: z.strictObject({ message: z.string(), endsAt: isoTimeSchema.optional(), ...who }).optional(),
  })
  .meta({
    example: {
      version: 1_767_323_045_678,
      inForce: 1_767_323_045_678,
      switches: [
        {
          ...{ name: 'gifts', paused: true, countries: ['NP'], by: 'aabcdefghijklmnopqrstuvwxy2' },
          ...{ since: '2026-01-02T03:04:05.678Z', reason: 'gifts are shown twice' },
        },
        { name: 'chat', paused: false },
      ],
    },
  });
export type SwitchesView = z.infer<typeof switchesSchema>;

const messageSchema = z.string().overwrite(shownText).min(1).max(limits.maintenanceMessageCharsMax);

/** What there is to do, whoever does it. */
export const switchActs = [
  z.strictObject({ act: z.literal('pause'), name: z.enum(switchNames), ...switchScopeShape }),
  z.strictObject({ act: z.literal('resume'), name: z.enum(switchNames) }),
  z.strictObject({ act: z.literal('begin_maintenance'), message: messageSchema, endsAt: isoTimeSchema.optional() }),
  z.strictObject({ act: z.literal('end_maintenance') }),
] as const;
export const switchActSchema = z.discriminatedUnion('act', switchActs);
export type SwitchAct = z.infer<typeof switchActSchema>;

/** `POST /admin/switches`. `version` is that of the state which was looked at: who comes second gets `conflict`. */
export const switchChangeSchema = z
  .strictObject({ version: z.int().min(0), reason: staffReasonSchema, change: switchActSchema })
  .meta({
    example: {
      version: 1_767_323_045_678,
      reason: 'gifts are shown twice',
      change: { act: 'pause', name: 'gifts', countries: ['NP'] },
    },
  });
export type SwitchChange = z.infer<typeof switchChangeSchema>;
