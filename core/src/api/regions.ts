import { z } from 'zod';
import { countrySchema, isoTimeSchema } from './conventions.ts';

export const regionStateSchema = z.enum(['up', 'crowded', 'down']);

/** Where a broadcast opens, where the table would have it, and why. */
export const regionDecisionSchema = z
  .strictObject({
    region: z.string(),
    home: z.string(),
    reason: z.enum(['home_up', 'home_passed_over', 'all_crowded', 'none_up']),
    passedOver: z.array(z.strictObject({ region: z.string(), state: regionStateSchema })),
  })
  .meta({ example: { region: 'ap-southeast-1', home: 'ap-southeast-1', reason: 'home_up', passedOver: [] } });

/** `GET regions` of the origin: how the gateways of each region are. */
export const regionHealthSchema = z.strictObject({
  region: z.string(),
  state: regionStateSchema,
  nodes: z.int(),
  draining: z.int(),
  silent: z.int(),
  loadPercent: z.int(),
  lastBeatAgeMs: z.int().optional(),
});
export const internalRegionsSchema = z.strictObject({
  europeanRooms: z.enum(['stay', 'may_leave']),
  atMs: z.int(),
  regions: z.array(regionHealthSchema),
});
export type InternalRegions = z.infer<typeof internalRegionsSchema>;

/** `GET /regions`: what is chosen for this caller, and why. */
export const regionsDataSchema = z
  .strictObject({
    country: countrySchema,
    /** Where their broadcasts open now. */
    region: z.string(),
    /** Where they open while every region is well: the country's row of the table. */
    homeRegion: z.string(),
    /** Where else, in this order. */
    fallbacks: z.array(z.string()),
    agoraArea: z.string(),
    /** Whether broadcasts have sound and picture on this server, and under which app id devices may show a preview. */
    media: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('on'), appId: z.string() }),
      z.strictObject({ state: z.literal('off'), reason: z.string() }),
    ]),
    accountHome: z.string(),
    /** Whether rooms from this country leave Europe when no European region can take them: `free` where no law asks. */
    europe: z.enum(['free', 'stays', 'may_leave']),
    reason: z.string(),
    regions: z.array(
      z.strictObject({
        region: z.string(),
        place: z.string(),
        /** `unknown`: nobody could say just now. */
        state: z.enum(['up', 'crowded', 'down', 'unknown']),
        loadPercent: z.int().optional(),
      }),
    ),
    /** When the states were read; absent while nobody can say. */
    checkedAt: isoTimeSchema.optional(),
  })
  .meta({
    example: {
      country: 'NP',
      region: 'ap-southeast-1',
      homeRegion: 'ap-southeast-1',
      fallbacks: ['ap-south-1', 'eu-west-1', 'us-east-1'],
      agoraArea: 'ASIA',
      media: { state: 'off', reason: 'Media is not set up here.' },
      accountHome: 'asia',
      europe: 'free',
      reason:
        'You are calling from NP. Broadcasts open in ap-southeast-1 (Singapore), the region of their country. Media goes ' +
        'through Agora’s ASIA area, and an account made now is kept in asia.',
      regions: [{ region: 'ap-southeast-1', place: 'Singapore', state: 'up', loadPercent: 12 }],
      checkedAt: '2026-01-02T03:04:05.678Z',
    },
  });
export type RegionsData = z.infer<typeof regionsDataSchema>;
