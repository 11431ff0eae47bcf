import { isPause } from '../errors/codes.ts';

/** Labels of answers by status. What somebody paused is a class of its own: it burns no budget of errors and pages nobody. */
export const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx', 'paused'] as const;

/** The class of an answer; `code`: that of its refusal. */
export function statusClassOf(status: number, code: string | undefined): string {
  return isPause(code) ? 'paused' : `${Math.floor(status / 100)}xx`;
}
