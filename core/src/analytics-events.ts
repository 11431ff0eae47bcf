import { z } from 'zod';
import { isoTimeSchema } from './api/conventions.ts';

const platforms = z.enum(['ios', 'android', 'web']);

/**
 * Every event that the app may report, with all it may say: closed lists and nothing else, so that no text of a person, no
 * id and no exact figure can get in. What is asked of an event: which question about the product it answers.
 */
const properties = {
  /** How often is the app opened, and where does it run? */
  app_opened: z.strictObject({ platform: platforms }),
  /** Which screens are found and used? */
  screen_viewed: z.strictObject({
    platform: platforms,
    screen: z.enum([
      ...(['lobby', 'search', 'room', 'profile', 'own_profile', 'wallet', 'go_live', 'notifications'] as const),
      ...(['settings', 'security', 'privacy', 'sign_in', 'sign_up'] as const),
    ]),
  }),
  /** What leads people into rooms? */
  room_joined: z.strictObject({ from: z.enum(['lobby', 'search', 'followed', 'notification', 'link', 'profile']) }),
  /** Do people stay? */
  room_left: z.strictObject({ stayed: z.enum(['under_10_s', 'under_1_min', 'under_10_min', 'longer']) }),
  /** Where on the way to a gift do people turn back? */
  gift_sheet: z.strictObject({ step: z.enum(['opened', 'gift_chosen', 'sent', 'refused', 'closed']) }),
  /** Where on the way to a broadcast do hosts turn back? */
  go_live: z.strictObject({ step: z.enum(['opened', 'named', 'started', 'refused', 'closed']) }),
  /** Is search of use? */
  searched: z.strictObject({ found: z.enum(['nothing', 'some', 'many']), tab: z.enum(['streams', 'hosts']) }),
} as const;

export type AnalyticsEventName = keyof typeof properties;
/** The names alone. */
export const analyticsEventNames = [
  ...(['app_opened', 'screen_viewed', 'room_joined', 'room_left', 'gift_sheet', 'go_live', 'searched'] as const),
] as const satisfies readonly AnalyticsEventName[];

function eventOf<N extends AnalyticsEventName>(name: N) {
  return z.strictObject({
    /** Made by the app: a report that is sent twice counts once. */
    id: z.uuidv7(),
    name: z.literal(name),
    /** When it happened, by the device's clock. */
    at: isoTimeSchema,
    properties: properties[name],
  });
}

/** One event as the app reports it. */
export const analyticsEventSchema = z.discriminatedUnion('name', [
  eventOf('app_opened'),
  eventOf('screen_viewed'),
  eventOf('room_joined'),
  eventOf('room_left'),
  eventOf('gift_sheet'),
  eventOf('go_live'),
  eventOf('searched'),
]);
export type AnalyticsEvent = z.infer<typeof analyticsEventSchema>;
