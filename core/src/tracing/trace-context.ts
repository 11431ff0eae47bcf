import type { RandomBytes } from '../clock.ts';
import { limits } from '../limits.ts';

/** A place in a trace, as W3C Trace Context carries it from process to process. */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** The span that is under way there: 16 such digits. */
  readonly spanId: string;
  /** Whether spans of this trace are recorded. */
  readonly sampled: boolean;
  /** `tracestate` of whoever began the trace: well-formed, passed on unread. */
  readonly state?: string;
}

export const TRACEPARENT_HEADER = 'traceparent';
export const TRACESTATE_HEADER = 'tracestate';

const traceparentPattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const noTrace = '0'.repeat(32);
const noSpan = '0'.repeat(16);

/**
 * Reads the headers of https://www.w3.org/TR/trace-context/. Undefined for anything that is not well-formed; of versions to
 * come the first four fields are read, as the standard wants it. A bad `tracestate` costs only itself.
 */
export function parseTraceContext(
  traceparent: string | null | undefined,
  tracestate?: string | null,
): TraceContext | undefined {
  if (traceparent === null || traceparent === undefined) return undefined;
  if (traceparent.length > limits.traceparentCharsMax) return undefined;
  const [, version, traceId, spanId, flags, more] = traceparentPattern.exec(traceparent) ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (traceId === noTrace || spanId === noSpan) return undefined;
  const state = isTraceState(tracestate) ? { state: tracestate } : {};
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1, ...state };
}

/** The `traceparent` header of a place in a trace. */
export function traceparentOf({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** A new span under `parent`, or the first of a new trace. */
export function childContext(parent: TraceContext | undefined, sampled: boolean, random: RandomBytes): TraceContext {
  const spanId = idOf(random(8));
  if (parent === undefined) return { traceId: idOf(random(16)), spanId, sampled };
  const state = parent.state === undefined ? {} : { state: parent.state };
  return { traceId: parent.traceId, spanId, sampled, ...state };
}

const memberPattern =
  /^[ \t]*(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e][ \t]*$/;

function isTraceState(text: string | null | undefined): text is string {
  if (text === null || text === undefined || text === '' || text.length > limits.traceStateCharsMax) return false;
  const members = text.split(',').filter((member) => member.trim() !== '');
  if (members.length === 0 || members.length > limits.traceStateMembersMax) return false;
  const keys = new Set(members.map((member) => member.slice(0, member.indexOf('=')).trim()));
  return keys.size === members.length && members.every((member) => memberPattern.test(member));
}

/** Never all zero, which would be no id. */
function idOf(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return /[1-9a-f]/.test(text) ? text : `${text.slice(0, -1)}1`;
}
