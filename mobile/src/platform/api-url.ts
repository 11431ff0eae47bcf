/** The edge serves this page: its own origin. */
export function apiUrl(): string {
  return window.location.origin;
}
