/**
 * Draws Turnstile's widget on the page of a challenge (edge/src/routes/challenge-page.ts) and tells whoever shows the page what
 * came of it: the frame's parent, which is of our own origin, or the web view of an app.
 * https://developers.cloudflare.com/turnstile/get-started/client-side-rendering/
 */
interface Turnstile {
  render(place: HTMLElement, options: Readonly<Record<string, unknown>>): string | undefined;
}

declare global {
  interface Window {
    turnstile?: Turnstile;
    ReactNativeWebView?: { postMessage(text: string): void };
  }
}

const place = document.querySelector<HTMLElement>('[data-site-key]');
const asked = new URLSearchParams(location.hash.slice(1));

function tell(
  said: { readonly state: 'solved'; readonly token: string } | { readonly state: 'failed' | 'expired' },
): void {
  const message = { type: place?.dataset.message, ...said };
  if (window.ReactNativeWebView !== undefined) window.ReactNativeWebView.postMessage(JSON.stringify(message));
  else if (window.parent !== window) window.parent.postMessage(message, location.origin);
}

function draw(element: HTMLElement): void {
  const { siteKey, action } = element.dataset;
  const drawn = window.turnstile?.render(element, {
    ...{ sitekey: siteKey, action, theme: asked.get('theme') ?? 'auto', language: asked.get('language') ?? 'auto' },
    ...{ size: 'flexible', retry: 'auto', 'refresh-expired': 'auto' },
    callback: (token: unknown) =>
      typeof token === 'string' ? tell({ state: 'solved', token }) : tell({ state: 'failed' }),
    'expired-callback': () => tell({ state: 'expired' }),
    'timeout-callback': () => tell({ state: 'expired' }),
    'unsupported-callback': () => tell({ state: 'failed' }),
    // True: it is dealt with here.
    'error-callback': () => {
      tell({ state: 'failed' });
      return true;
    },
  });
  if (drawn === undefined) tell({ state: 'failed' });
}

if (place !== null) {
  const library = document.createElement('script');
  library.src = place.dataset.library ?? '';
  library.addEventListener('load', () => draw(place));
  library.addEventListener('error', () => tell({ state: 'failed' }));
  document.head.append(library);
}

export {};
