import { limits } from '@halobuzz/core/limits';

/** The text with `@name` at its end, ready to go on writing. Nothing changes when it is mentioned already or does not fit. */
export function withMention(text: string, name: string): string {
  const mention = `@${name}`;
  if (text.split(/\s+/).includes(mention)) return text;
  const longer = `${text.trimEnd()}${text.trim() === '' ? '' : ' '}${mention} `;
  return longer.length > limits.chatCharsMax ? text : longer;
}
