import type { AppUpdates } from './app-updates-port.ts';

/**
 * A browser's page is new when the server's own page names other scripts than the one that runs: names of scripts change with
 * their content.
 */
export function appUpdates(): AppUpdates {
  const [navigation] = performance.getEntriesByType('navigation');
  return {
    isThere: async () => {
      try {
        const answer = await fetch('/', { cache: 'no-store', headers: { accept: 'text/html' } });
        if (!answer.ok) return false;
        const served = entryOf(await answer.text());
        return served !== undefined && served !== entryOf(document.documentElement.outerHTML);
      } catch {
        return false;
      }
    },
    take: async () => window.location.reload(),
    // The list holds entries of one type, which the type of the list does not say.
    justTaken: (navigation as PerformanceNavigationTiming | undefined)?.type === 'reload',
  };
}

/** The script that a page begins with. */
function entryOf(html: string): string | undefined {
  return /\/_expo\/static\/js\/web\/entry-[0-9a-f]+\.js/.exec(html)?.[0];
}
