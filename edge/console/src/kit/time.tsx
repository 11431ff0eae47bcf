import { agoText, timeText } from './time-text.ts';

/** A moment: in the reader's zone, in UTC on hover, and how far away with `ago`. */
export function Time({ iso, ago = false }: { readonly iso: string; readonly ago?: boolean }) {
  return (
    <time dateTime={iso} title={`${iso} (UTC)`} className="nowrap">
      {ago ? `${agoText(iso, Date.now())}` : timeText(iso)}
    </time>
  );
}
