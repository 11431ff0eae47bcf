/** Looks again every 15 seconds, while somebody looks and wants it. The page is whole without it (edge/src/status/status-page.ts). */
const againMs = 15_000;

const box = document.querySelector<HTMLInputElement>('#again');
const told = document.querySelector<HTMLElement>('#told');
if (box !== null) {
  box.closest<HTMLElement>('.again')?.removeAttribute('hidden');
  setInterval(() => {
    if (box.checked && !document.hidden) void lookAgain();
  }, againMs);
}

async function lookAgain(): Promise<void> {
  const main = document.querySelector('main');
  // Whoever is in the table with the keyboard stays there.
  if (main === null || main.contains(document.activeElement)) return;
  let text: string;
  try {
    text = await (await fetch('/status', { headers: { accept: 'text/html' } })).text();
  } catch {
    say('This page could not be loaded again: what it shows is old.');
    return;
  }
  const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('main');
  if (fresh === null) return;
  const before = headlineOf(main);
  const open = main.querySelector('details')?.open === true;
  main.replaceWith(fresh);
  const details = fresh.querySelector('details');
  if (details !== null) details.open = open;
  const after = headlineOf(fresh);
  document.title = `${after} · HaloBuzz`;
  say(after === before ? '' : after);
}

function headlineOf(main: Element): string {
  return main.querySelector('#headline')?.textContent ?? '';
}

function say(words: string): void {
  if (told !== null && told.textContent !== words) told.textContent = words;
}

export {};
