import { type OwnStream, type Stream, startStreamRequestSchema, tagSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import type { StreamPrivacy } from '@halobuzz/core/streams/privacy';
import type { Catalogue } from '../../i18n/catalogue.ts';

/** A broadcast's form as it is filled in. */
export interface StreamValues {
  readonly title: string;
  readonly category: Stream['category'];
  /** Separated by spaces or commas. */
  readonly tags: string;
  readonly privacy: StreamPrivacy;
  /** Empty: as it is. */
  readonly password: string;
  readonly when: 'now' | 'later';
  /** `2026-12-31` and `20:30` of the device's zone. */
  readonly date: string;
  readonly time: string;
}

export type StreamField = 'title' | 'tags' | 'password' | 'time';
export type StreamErrors = Readonly<Partial<Record<StreamField, string>>>;

/** What a form asks for, without when. */
export interface StreamWish {
  readonly title: string;
  readonly category: Stream['category'];
  readonly tags: string[];
  readonly privacy: Omit<StreamPrivacy, 'countryBlocks'> & { countryBlocks: string[] };
  readonly password?: string;
}

export const newStream: StreamValues = {
  ...{ title: '', category: 'talk', tags: '', password: '', when: 'now', date: '', time: '' },
  privacy: {
    ...{ visibility: 'public', countryBlocks: [], adultsOnly: false },
    ...{ hideViewers: false, recording: false, screenshots: 'allow' },
  },
};

export function valuesOf(stream: OwnStream): StreamValues {
  const at = stream.scheduledAt === undefined ? { date: '', time: '' } : localTime(new Date(stream.scheduledAt));
  return {
    ...{ title: stream.title, category: stream.category, tags: stream.tags.join(' '), password: '' },
    privacy: { ...stream.privacy, countryBlocks: stream.settings.countryBlocks },
    when: stream.scheduledAt === undefined ? 'now' : 'later',
    ...at,
  };
}

/** Day and time as the form's fields have them. */
export function localTime(at: Date): { readonly date: string; readonly time: string } {
  const two = (value: number): string => value.toString().padStart(2, '0');
  return {
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}

/** The moment that the fields name; undefined for what is no time, such as the 31st of June. */
export function momentOf({ date, time }: Pick<StreamValues, 'date' | 'time'>): Date | undefined {
  const day = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(date.trim());
  const clock = /^(\d{1,2}):(\d{2})$/.exec(time.trim());
  if (day === null || clock === null) return undefined;
  const [year = 0, month = 0, dayOfMonth = 0] = day.slice(1).map(Number);
  const [hours = 0, minutes = 0] = clock.slice(1).map(Number);
  const at = new Date(year, month - 1, dayOfMonth, hours, minutes);
  const same = at.getMonth() === month - 1 && at.getDate() === dayOfMonth && hours < 24 && minutes < 60;
  return same ? at : undefined;
}

export type ReadValues =
  | { readonly ok: true; readonly wish: StreamWish; readonly scheduledAt: string | undefined }
  | { readonly ok: false; readonly errors: StreamErrors };

/**
 * Reads the form.
 *
 * @param keptPassword whether the broadcast has a password already, so that none need be given
 */
export function readValues(
  values: StreamValues,
  { later, keptPassword, nowMs }: { readonly later: boolean; readonly keptPassword: boolean; readonly nowMs: number },
  words: Pick<Catalogue, 'live' | 'goLive'>,
): ReadValues {
  const errors: Partial<Record<StreamField, string>> = {};
  const title = startStreamRequestSchema.shape.title.safeParse(values.title);
  if (!title.success) errors.title = words.goLive.roomTitleMissing;

  const tags = tagsOf(values.tags);
  if (tags.some((tag) => !tagSchema.safeParse(tag).success)) errors.tags = words.live.tagsWrong;
  else if (tags.length > limits.streamTagsMax) errors.tags = words.live.tagsMany(limits.streamTagsMax);

  const wantsPassword = values.privacy.visibility === 'password';
  const password = values.password.normalize('NFC');
  const short = password.length < limits.streamPasswordCharsMin;
  if (wantsPassword && short && !(keptPassword && password === '')) {
    errors.password = words.live.passwordWrong(limits.streamPasswordCharsMin);
  }

  const at = later ? momentOf(values)?.getTime() : undefined;
  if (later && !isAhead(at, nowMs)) {
    errors.time = words.live.timeWrong(limits.streamScheduleAheadMaxMs / 86_400_000);
  }
  if (!title.success || Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    wish: {
      ...{ title: title.data, category: values.category, tags },
      privacy: { ...values.privacy, countryBlocks: [...values.privacy.countryBlocks] },
      ...(wantsPassword && password !== '' ? { password } : {}),
    },
    scheduledAt: at === undefined ? undefined : new Date(at).toISOString(),
  };
}

function isAhead(at: number | undefined, nowMs: number): boolean {
  if (at === undefined) return false;
  const aheadMs = at - nowMs;
  return aheadMs >= limits.streamScheduleAheadMinMs && aheadMs <= limits.streamScheduleAheadMaxMs;
}

/** Each once, in the order they were typed; a leading # is how people write them. */
export function tagsOf(text: string): string[] {
  const tags = text.toLowerCase().split(/[\s,]+/);
  return [...new Set(tags.map((tag) => tag.replace(/^#/, '')).filter((tag) => tag !== ''))];
}
