import { challengeMessageSchema } from '@halobuzz/core/challenge-frame';
import { createElement, useEffect, useRef } from 'react';
import { type ChallengeFrameProps, challengeFrameHeight } from './challenge-frame-props.ts';

/** The page of a challenge in a frame. Only what that very frame says, from our own origin, is heard. */
export function ChallengeFrame({ title, url, onMessage }: ChallengeFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const told = useRef(onMessage);
  told.current = onMessage;
  useEffect(() => {
    const hear = ({ origin, source, data }: MessageEvent<unknown>): void => {
      if (source !== frame.current?.contentWindow || origin !== new URL(url).origin) return;
      const message = challengeMessageSchema.safeParse(data);
      if (message.success) told.current(message.data);
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [url]);
  return createElement('iframe', { ref: frame, src: url, title, width: '100%', height: challengeFrameHeight });
}
