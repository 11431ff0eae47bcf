import { limits } from '@halobuzz/core/limits';
import { secretDatesSetting } from '@halobuzz/core/observability/secret-dates';
import { z } from 'zod';
import { choiceSetting, option } from '../config-option.ts';
import type { TlsAddress } from './certificates.ts';

/** `api.example.com:443,live.example.com:443`. */
const tlsAddressesSetting: z.ZodType<readonly TlsAddress[], string> = z.string().transform((text, context) => {
  const addresses: TlsAddress[] = [];
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const [, host, port] = /^\s*([A-Za-z0-9.-]{1,100}):(\d{1,5})\s*$/.exec(part) ?? [];
    if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
      context.addIssue('must be host:port, comma-separated');
      return z.NEVER;
    }
    addresses.push({ host, port: Number(port) });
  }
  if (addresses.length > limits.certificateHostsMax) {
    context.addIssue(`must name at most ${limits.certificateHostsMax} addresses`);
    return z.NEVER;
  }
  return addresses;
});

export const secretDatesOption = option(
  'SECRET_DATES',
  secretDatesSetting,
  'when secrets were made, as NAME=YYYY-MM-DD, comma-separated: their age is a metric, so that alerts ask for their rotation',
  { default: '' },
);

export const certificateHostsOption = option(
  'CERTIFICATE_HOSTS',
  tlsAddressesSetting,
  'host:port, comma-separated: servers whose certificates the origin looks at every few minutes, their last day being a metric',
  { default: '' },
);

export const metricsSwitchOption = option(
  'METRICS',
  choiceSetting(['on', 'off']),
  'off: nothing is measured but Node itself, which is for learning what measuring costs',
  { default: 'on' },
);
