import { z } from 'zod';
import { limits } from '../limits.ts';
import { shownText } from '../shown-text.ts';
import { isoTimeSchema } from './conventions.ts';

export const deviceIdSchema = z.string().regex(/^dv_[a-z2-7]{26}$/, 'must be the id of a device');
export const deviceParamSchema = z.strictObject({ id: deviceIdSchema });

/**
 * A device that signed in to the account. `keyBound`: its sessions work with a key of its own only (DPoP). `userAgent` is of
 * its last sign-in, and empty once that is 90 days ago.
 */
export const deviceViewSchema = z
  .strictObject({
    deviceId: deviceIdSchema,
    name: z.string(),
    userAgent: z.string(),
    country: z.string(),
    firstSeenAt: isoTimeSchema,
    lastSeenAt: isoTimeSchema,
    trusted: z.boolean(),
    trustedUntil: isoTimeSchema.nullable(),
    keyBound: z.boolean(),
    current: z.boolean(),
  })
  .meta({
    example: {
      deviceId: 'dv_aaaaaaaaaaaaaaaaaaaaaaaaaa',
      name: 'My phone',
      userAgent: 'HaloBuzz/1.4 (iOS 19)',
      country: 'NP',
      firstSeenAt: '2026-01-02T03:04:05.678Z',
      lastSeenAt: '2026-02-03T04:05:06.789Z',
      trusted: true,
      trustedUntil: '2026-03-05T04:05:06.789Z',
      keyBound: false,
      current: true,
    },
  });
export type DeviceView = z.infer<typeof deviceViewSchema>;

export const renameDeviceRequestSchema = z
  .strictObject({ name: z.string().overwrite(shownText).min(1).max(limits.deviceNameCharsMax) })
  .meta({ example: { name: 'My phone' } });

/** `deviceSecret`: for the client to keep and to send with its next sign-ins; left out where the device's key proves it. */
export const trustDeviceDataSchema = z.strictObject({
  device: deviceViewSchema,
  deviceSecret: z.string().optional(),
});
export const removedDeviceDataSchema = z.strictObject({ removed: z.literal(true), sessionsEnded: z.int() });
