import { z } from 'zod';
import { limits } from '../limits.ts';

const endpointPattern =
  /^(?:https:\/\/[A-Za-z0-9.-]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]))(?::\d{1,5})?(?:\/[A-Za-z0-9._~/-]*)?$/;

/** The collector's address: by TLS, or on this machine. Traces are sent to `/v1/traces` behind it. */
export const otlpEndpointSetting: z.ZodType<string, string> = z
  .string()
  .regex(endpointPattern, 'must be an https address, or an http one of this machine, without user, query and fragment')
  .transform((text) => text.replace(/\/$/, ''));

/** `name=value,name=value`, values percent-encoded, as OTEL_EXPORTER_OTLP_HEADERS is everywhere. */
export const otlpHeadersSetting: z.ZodType<Readonly<Record<string, string>>, string> = z
  .string()
  .transform((text, context) => {
    const headers: Record<string, string> = {};
    for (const part of text.split(',')) {
      const [, name, value] = /^\s*([A-Za-z0-9-]{1,64})=([\x21-\x7e]{1,1024})\s*$/.exec(part) ?? [];
      const plain = value === undefined ? undefined : decoded(value);
      if (name === undefined || plain === undefined || !/^[\x20-\x7e]+$/.test(plain)) {
        context.addIssue('must be headers like name=value, separated by commas');
        return z.NEVER;
      }
      headers[name.toLowerCase()] = plain;
    }
    return headers;
  });

/** Share of requests that is traced where nothing is set. */
export const sampleRatioDefault = String(limits.traceSamplePermilleDefault / 1_000);

/** From 0 to 1. */
export const sampleRatioSetting: z.ZodType<number, string> = z
  .string()
  .regex(/^(?:0|1|0\.\d{1,9}|1\.0{1,9})$/, 'must be a number from 0 to 1')
  .transform(Number);

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
