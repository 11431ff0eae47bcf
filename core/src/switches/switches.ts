import { z } from 'zod';
import { limits } from '../limits.ts';
import { regionNames } from '../regions/region-table.ts';

/** What people do here and staff can stop. Money that was accepted is never stopped: refunds, webhooks and the ledger go on. */
export const featureSwitches = ['gifts', 'chat', 'sign_up', 'purchases', 'payouts', 'going_live'] as const;
export type FeatureSwitch = (typeof featureSwitches)[number];

/** One company or adapter at a time: nothing new is begun with it. What it tells us is still heard. */
export const providerSwitches = [
  ...(['pay.sandbox', 'pay.stripe', 'pay.apple', 'pay.google'] as const),
  ...(['payout.sandbox', 'payout.stripe', 'mail', 'sms', 'push', 'media'] as const),
] as const;
export type ProviderSwitch = (typeof providerSwitches)[number];

export const switchNames = [...featureSwitches, ...providerSwitches] as const;
export type SwitchName = (typeof switchNames)[number];

const countryCodeSchema = z.string().regex(/^[A-Z]{2}$/, 'must be a country: two capital letters');

/** Where a pause holds; with neither, everywhere. Whose country is unknown is within every scope. */
export const switchScopeShape = {
  countries: z.array(countryCodeSchema).min(1).max(limits.switchCountriesMax).optional(),
  regions: z.array(z.enum(regionNames)).min(1).optional(),
} as const;

/** Plain text for everybody, and when it is expected to be over. */
export const maintenanceSchema = z.object({
  message: z.string(),
  sinceMs: z.int(),
  endsAtMs: z.int().optional(),
});
export type Maintenance = z.infer<typeof maintenanceSchema>;

/**
 * All switches as every process reads them. `version` rises with each change; of two, the higher holds. Names and regions
 * that a build does not know are passed over, so that a newer origin may have more.
 */
export const switchStateSchema = z.object({
  version: z.int().min(0),
  paused: z.array(
    z.object({
      name: z.string(),
      countries: z.array(z.string()).optional(),
      regions: z.array(z.string()).optional(),
    }),
  ),
  maintenance: maintenanceSchema.optional(),
});
export type SwitchState = z.infer<typeof switchStateSchema>;

/** Nothing was ever stopped. */
export const initialSwitchState: SwitchState = { version: 0, paused: [] };

/** What holds for one person: what a socket is told, and what the app shows. */
export interface PausedFor {
  readonly features: readonly FeatureSwitch[];
  readonly maintenance: Maintenance | undefined;
}
