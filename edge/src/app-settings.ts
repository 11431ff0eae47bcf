import { z } from 'zod';

/** As Apple shows it under Membership: ten letters and digits. */
export const appleTeamId = z.string().regex(/^[A-Z0-9]{10}$/, 'must be ten capital letters and digits');

const FINGERPRINT = /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/;

/** SHA-256 fingerprints of the certificates that sign the Android app, as Play Console shows them: `AB:CD:…`, comma-separated. */
export const androidFingerprints = z.string().transform((text, context): readonly string[] => {
  const entries = text.split(',').map((part) => part.trim().toUpperCase());
  if (entries.every((entry) => FINGERPRINT.test(entry))) return entries;
  context.addIssue('must be SHA-256 fingerprints such as AB:CD:… (32 pairs), comma-separated');
  return z.NEVER;
});
