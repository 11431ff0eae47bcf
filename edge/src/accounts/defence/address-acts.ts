import { limits } from '@halobuzz/core/limits';

/** What is counted by address, each with how often in which time. */
export const addressActs = {
  sign_in: { actsMax: limits.addressSignInFailuresMax, windowMs: limits.loginFailureWindowMs },
  sign_up: { actsMax: limits.addressSignUpsMax, windowMs: limits.addressWindowMs },
  code_try: { actsMax: limits.addressCodeTriesMax, windowMs: limits.loginFailureWindowMs },
  mail_send: { actsMax: limits.addressMailsMax, windowMs: limits.addressWindowMs },
  password_reset: { actsMax: limits.addressPasswordResetsMax, windowMs: limits.addressWindowMs },
  sms_send: { actsMax: limits.addressSmsMax, windowMs: limits.addressWindowMs },
} as const;

export type AddressAct = keyof typeof addressActs;
