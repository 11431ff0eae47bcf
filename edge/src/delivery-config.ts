import { z } from 'zod';

export interface ResendOptions {
  readonly apiUrl: string;
  readonly token: string;
  /** `Name <address>` or an address, of a domain that the provider knows as ours. */
  readonly from: string;
}

export interface TwilioOptions {
  readonly apiUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** A number of ours in E.164, or a messaging service (`MG…`). */
  readonly from: string;
}

/** What mail goes out by: the development mailbox or the provider. */
export type MailConfig = { readonly kind: 'mailbox' } | ({ readonly kind: 'resend' } & ResendOptions);

/** What text messages go out by; `none` where no provider is set up and SMS is not offered. */
export type SmsConfig =
  | { readonly kind: 'mailbox' }
  | { readonly kind: 'none' }
  | ({ readonly kind: 'twilio' } & TwilioOptions);

/** `Name <address>` or an address alone; no line breaks, so nothing can be added to the header. */
export const mailFrom = z
  .string()
  .regex(/^([^<>"\r\n]{1,64} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'must be an address, or Name <address>');
export const twilioAccountSid = z.string().regex(/^AC[0-9a-f]{32}$/, 'must be AC and 32 hexadecimal digits');
export const smsFrom = z
  .string()
  .regex(/^(\+[1-9][0-9]{6,14}|MG[0-9a-f]{32})$/, 'must be a number in E.164, or MG and 32 hexadecimal digits');

/** `NP:150000,US:8300`: countries, each with the price of one message there in millionths of a US dollar. */
export const smsPrices = z.string().transform((text, context): ReadonlyMap<string, number> => {
  const entries = text.split(',').map((part) => /^([A-Z]{2}):([1-9][0-9]{0,8})$/.exec(part.trim()));
  const prices = new Map<string, number>();
  for (const entry of entries) if (entry !== null) prices.set(entry[1] ?? '', Number(entry[2]));
  if (prices.size === entries.length) return prices;
  context.addIssue('must be countries with prices, such as NP:150000,US:8300');
  return z.NEVER;
});

interface DeliverySettings {
  readonly ENVIRONMENT: 'development' | 'production';
  readonly MAIL_API_URL: string;
  readonly MAIL_API_TOKEN?: string | undefined;
  readonly MAIL_FROM?: string | undefined;
  readonly SMS_API_URL: string;
  readonly TWILIO_ACCOUNT_SID?: string | undefined;
  readonly TWILIO_AUTH_TOKEN?: string | undefined;
  readonly SMS_FROM?: string | undefined;
  readonly SMS_COUNTRIES?: ReadonlyMap<string, number> | undefined;
}

const MAIL_NAMES = ['MAIL_API_TOKEN', 'MAIL_FROM'] as const;
const SMS_NAMES = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'SMS_FROM', 'SMS_COUNTRIES'] as const;

/** What is missing or half set, as pairs of name and complaint. Mail is a must in production, SMS is not. */
export function deliveryProblems(settings: DeliverySettings): (readonly [string, string])[] {
  const production = settings.ENVIRONMENT === 'production';
  const problems: (readonly [string, string])[] = [];
  const missing = (names: readonly (keyof DeliverySettings)[]) => names.filter((name) => settings[name] === undefined);
  const [mailGaps, smsGaps] = [missing(MAIL_NAMES), missing(SMS_NAMES)];
  if (production || mailGaps.length < MAIL_NAMES.length) {
    for (const name of mailGaps) problems.push([name, 'must be set: without it no mail can be sent']);
  }
  if (smsGaps.length < SMS_NAMES.length) {
    for (const name of smsGaps) problems.push([name, 'must be set together with the other SMS settings']);
  }
  if (production) {
    for (const name of ['MAIL_API_URL', 'SMS_API_URL'] as const) {
      if (!settings[name].startsWith('https:')) problems.push([name, 'must be https in production']);
    }
  }
  return problems;
}

export function mailConfigOf(settings: DeliverySettings): MailConfig {
  const { MAIL_API_URL: apiUrl, MAIL_API_TOKEN: token, MAIL_FROM: from } = settings;
  return token === undefined || from === undefined ? { kind: 'mailbox' } : { kind: 'resend', apiUrl, token, from };
}

export function smsConfigOf(settings: DeliverySettings): SmsConfig {
  const { SMS_API_URL: apiUrl, TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = settings;
  const { SMS_FROM: from } = settings;
  if (accountSid !== undefined && authToken !== undefined && from !== undefined) {
    return { kind: 'twilio', apiUrl, accountSid, authToken, from };
  }
  return { kind: settings.ENVIRONMENT === 'development' ? 'mailbox' : 'none' };
}
