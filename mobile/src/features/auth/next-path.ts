/** Where to go after signing in: a path of this app, never another site. */
export function nextPathOf(next: string | string[] | undefined): string {
  const path = Array.isArray(next) ? next[0] : next;
  return path !== undefined && /^\/(?![/\\])/.test(path) ? path : '/';
}
