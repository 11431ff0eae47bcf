import type { OwnStream } from '@halobuzz/core/api/streams';
import { useRouter } from 'expo-router';
import { useState } from 'react';
import { type ApiFailure, type ApiResult, codeOf } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import type { PickedPicture } from '../../platform/picked-picture.ts';
import { useFailureText } from '../../ui/failure-text.ts';
import { useServices } from '../services.ts';
import {
  newStream,
  readValues,
  type StreamErrors,
  type StreamValues,
  type StreamWish,
  valuesOf,
} from './stream-values.ts';

/** What becomes of the form: live now, kept, or kept with a time. */
export type StreamAct = 'go' | 'draft' | 'schedule';
export type Cover = Extract<PickedPicture, { ok: true }>;

export interface StreamForm {
  readonly values: StreamValues;
  readonly errors: StreamErrors;
  readonly failure: string | undefined;
  readonly busy: StreamAct | undefined;
  readonly saved: boolean;
  /** The draft that is edited, once there is one. */
  readonly id: string | undefined;
  readonly cover: Cover | undefined;
  /** Whom to invite as soon as there is a broadcast. */
  readonly invited: readonly string[];
  readonly set: (change: Partial<StreamValues>) => void;
  readonly setCover: (cover: Cover) => void;
  readonly setInvited: (handles: readonly string[]) => void;
  readonly submit: (act: StreamAct) => Promise<void>;
}

/**
 * The form of a broadcast that is new, or of a draft. A picture and invitations need a broadcast to belong to: where there
 * are some, it is kept as a draft first and started then, so that nobody comes in before they are there; and whatever
 * fails on the way, the draft stays.
 *
 * @param onLive told when another broadcast of the same host turns out to be live
 */
export function useStreamForm(options: {
  readonly draft: OwnStream | undefined;
  readonly later: boolean;
  readonly onLive: () => void;
}): StreamForm {
  const { api } = useServices();
  const words = useWords();
  const failureText = useFailureText();
  const router = useRouter();
  const { draft, onLive } = options;
  const [values, setValues] = useState<StreamValues>(() =>
    draft === undefined ? { ...newStream, when: options.later ? 'later' : 'now' } : valuesOf(draft),
  );
  const [errors, setErrors] = useState<StreamErrors>({});
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState<StreamAct>();
  const [saved, setSaved] = useState(false);
  const [id, setId] = useState(draft?.id);
  const [hasPassword, setHasPassword] = useState(draft?.privacy.visibility === 'password');
  const [cover, setCover] = useState<Cover>();
  const [coverSent, setCoverSent] = useState<Cover>();
  const [invited, setInvited] = useState<readonly string[]>([]);

  const change = (part: Partial<StreamValues>): void => {
    const fixed: readonly string[] = Object.keys(part).map((field) => (field === 'date' ? 'time' : field));
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !fixed.includes(field))));
    setFailure(undefined);
    setSaved(false);
  };

  /** Keeps what is in the form; the broadcast's id, or why not. */
  const keep = async (wish: StreamWish, scheduledAt: string | undefined): Promise<ApiResult<string>> => {
    const kept = await (id === undefined
      ? api.startStream({ ...wish, ...(scheduledAt === undefined ? { draft: true } : { scheduledAt }) })
      : api.updateStream(id, { ...wish, scheduledAt: scheduledAt ?? null }));
    if (!kept.ok) return kept;
    const { stream } = kept.data;
    setId(stream.id);
    setHasPassword(wish.privacy.visibility === 'password');
    if (cover !== undefined && cover !== coverSent) {
      const sent = await api.setCover(stream.id, cover.picture);
      if (!sent.ok) return sent;
      setCoverSent(cover);
    }
    for (const handle of invited) {
      const answer = await api.invite(stream.id, handle);
      if (!answer.ok) return answer;
      setInvited((rest) => rest.filter((one) => one !== handle));
    }
    return { ok: true, data: stream.id };
  };

  const go = async (wish: StreamWish): Promise<ApiFailure | undefined> => {
    const alone = id === undefined && cover === undefined && invited.length === 0;
    const kept = alone ? undefined : await keep(wish, undefined);
    if (kept?.ok === false) return kept.failure;
    const started = await (kept === undefined ? api.startStream(wish) : api.startDraft(kept.data));
    if (!started.ok) return started.failure;
    router.replace({ pathname: '/room/[id]', params: { id: started.data.stream.id } });
    return undefined;
  };

  const submit = async (act: StreamAct): Promise<void> => {
    if (busy !== undefined) return;
    const keptPassword = id !== undefined && hasPassword;
    const read = readValues(values, { later: act === 'schedule', keptPassword, nowMs: Date.now() }, words);
    if (!read.ok) {
      setErrors(read.errors);
      return;
    }
    setBusy(act);
    setFailure(undefined);
    let refused: ApiFailure | undefined;
    if (act === 'go') refused = await go(read.wish);
    else {
      const kept = await keep(read.wish, act === 'schedule' ? read.scheduledAt : undefined);
      if (kept.ok) setSaved(true);
      else refused = kept.failure;
    }
    setBusy(undefined);
    if (refused === undefined) return;
    if (codeOf(refused) === 'stream_already_live') onLive();
    setFailure(failureText(refused));
  };

  return {
    ...{ values, errors, failure, busy, saved, id, cover, invited, submit },
    set: (part) => {
      change(part);
      setValues((before) => ({ ...before, ...part }));
    },
    setCover: (picture) => {
      change({});
      setCover(picture);
    },
    setInvited: (handles) => {
      change({});
      setInvited(handles);
    },
  };
}
