export type QueryValue = string | number | boolean | readonly string[] | undefined;
/** Parts of a query; absent and empty ones are left out, a list stands comma-separated. */
export type Query = Readonly<Record<string, QueryValue>>;

/** `?state=open&limit=50`, or nothing. Sorted, so that one query has one address. */
export function queryOf(query: Query = {}): string {
  const parts = new URLSearchParams();
  for (const name of Object.keys(query).toSorted()) {
    const value = query[name];
    const text = Array.isArray(value) ? value.join(',') : `${value ?? ''}`;
    if (text !== '') parts.append(name, text);
  }
  const text = parts.toString();
  return text === '' ? '' : `?${text}`;
}
