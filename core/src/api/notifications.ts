import { z } from 'zod';
import { limits } from '../limits.ts';
import { deviceIdSchema } from './auth-devices.ts';
import { isoTimeSchema } from './conventions.ts';

export const pushPlatforms = ['ios', 'android'] as const;

/** As `expo-notifications` gives it to an app (`getExpoPushTokenAsync`). */
export const expoPushTokenSchema = z
  .string()
  .regex(/^Expo(?:nent)?PushToken\[[A-Za-z0-9_-]{10,64}\]$/, 'must be an Expo push token');

/** Where the device that asks is reached; it takes the place of what was said for that device before. */
export const pushTokenRequestSchema = z
  .strictObject({ token: expoPushTokenSchema, platform: z.enum(pushPlatforms) })
  .meta({ example: { token: 'ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]', platform: 'android' } });

/** A device that is notified. Its token is shown to nobody. */
export const storedPushDeviceSchema = z.strictObject({
  deviceId: deviceIdSchema,
  platform: z.enum(pushPlatforms),
  registeredAt: isoTimeSchema,
  seenAt: isoTimeSchema,
});
/** `current`: it is the device that asks. */
export const pushDeviceSchema = storedPushDeviceSchema.extend({ current: z.boolean() }).meta({
  example: {
    deviceId: 'dv_aaaaaaaaaaaaaaaaaaaaaaaaaa',
    platform: 'android',
    registeredAt: '2026-01-02T03:04:05.678Z',
    seenAt: '2026-02-03T04:05:06.789Z',
    current: true,
  },
});
export type PushDevice = z.infer<typeof pushDeviceSchema>;
/** The device seen last first; there are no further pages. */
export const pushDevicesSchema = z.strictObject({ items: z.array(pushDeviceSchema).max(limits.pushDevicesMax) });

/** Whether you are told when a host whom you follow goes live, and shortly before. */
export const hostNotificationsSchema = z.strictObject({ on: z.boolean() }).meta({ example: { on: false } });
