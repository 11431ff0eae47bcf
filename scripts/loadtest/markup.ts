declare const safe: unique symbol;
/** HTML or SVG in which every text of others was escaped. */
export type Markup = string & { readonly [safe]: true };

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as markup: names of metrics, scenarios and machines come from files that anybody may have written. */
export function escapeMarkup(text: string): Markup {
  // What is left holds none of the five characters that mean something.
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '') as Markup;
}

/** A template whose values are escaped, unless they are markup already; lists are joined. */
export function markup(parts: TemplateStringsArray, ...values: readonly (Markup | readonly Markup[] | Text)[]): Markup {
  const texts = values.map((value) => {
    if (typeof value === 'object' && 'text' in value) return escapeMarkup(value.text);
    return typeof value === 'string' ? value : value.join('');
  });
  // The parts are ours, and every value is markup by now.
  return parts.map((part, at) => part + (texts[at] ?? '')).join('') as Markup;
}

/** A value that {@link markup} is to escape. */
export interface Text {
  readonly text: string;
}
export const text = (value: string | number): Text => ({ text: String(value) });
