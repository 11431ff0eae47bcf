/**
 * Lets the API page try calls. Everything it needs stands in the page (edge/src/routes/docs/api-page.ts); the access token
 * lives in a form field and nowhere else.
 */
const credentials = document.querySelector<HTMLFormElement>('#credentials');
const tokenField = credentials?.querySelector<HTMLInputElement>('input[name=token]') ?? undefined;

for (const operation of document.querySelectorAll<HTMLElement>('[data-operation]')) {
  const form = operation.querySelector('form');
  const button = form?.querySelector('button');
  const output = form?.querySelector('output');
  if (form == null || button == null || output == null) continue;
  button.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button.disabled = true;
    output.hidden = false;
    output.textContent = '…';
    call(operation, form)
      .then(
        (text) => {
          output.textContent = text;
        },
        (error: unknown) => {
          output.textContent = error instanceof Error ? error.message : 'the call failed';
        },
      )
      .finally(() => {
        button.disabled = false;
      });
  });
}
if (credentials !== null) credentials.hidden = false;
showFinder();

async function call(operation: HTMLElement, form: HTMLFormElement): Promise<string> {
  const { method = 'get', path = '' } = operation.dataset;
  const headers = new Headers();
  const query = new URLSearchParams();
  let address = path;
  for (const field of form.querySelectorAll<HTMLInputElement>('input[data-in]')) {
    if (field.value === '') continue;
    if (field.dataset.in === 'path') address = address.replace(`{${field.name}}`, encodeURIComponent(field.value));
    else if (field.dataset.in === 'query') query.set(field.name, field.value);
    else headers.set(field.name, field.value);
  }
  if ('secured' in operation.dataset && tokenField !== undefined && tokenField.value !== '') {
    headers.set('authorization', `Bearer ${tokenField.value}`);
  }
  const body = form.querySelector('textarea')?.value.trim() ?? '';
  if (body !== '') headers.set('content-type', 'application/json');
  const target = query.size === 0 ? address : `${address}?${query}`;
  const startedAtMs = performance.now();
  const response = await fetch(target, { method: method.toUpperCase(), headers, ...(body === '' ? {} : { body }) });
  const text = await response.text();
  keepToken(text);
  const shown = ['x-request-id', 'retry-after'].flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [`${name}: ${value}`];
  });
  const elapsed = `${Math.round(performance.now() - startedAtMs)} ms`;
  return [`${response.status} ${response.statusText} · ${elapsed}`, ...shown, '', pretty(text)].join('\n');
}

/** An answer that brings an access token fills the field, so that the next call is made by that account. */
function keepToken(text: string): void {
  const [, token] = /"accessToken"\s*:\s*"([A-Za-z0-9._-]+)"/.exec(text) ?? [];
  if (token !== undefined && tokenField !== undefined) tokenField.value = token;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Hides what does not hold the words. */
function showFinder(): void {
  const label = document.querySelector<HTMLElement>('#find-label');
  const field = document.querySelector<HTMLInputElement>('#find');
  if (label === null || field === null) return;
  label.hidden = false;
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const group of document.querySelectorAll<HTMLElement>('[data-group]')) {
      let shown = 0;
      for (const operation of group.querySelectorAll<HTMLElement>('[data-operation]')) {
        const text = operation.querySelector('summary')?.textContent?.toLowerCase() ?? '';
        operation.hidden = !words.every((word) => text.includes(word));
        if (!operation.hidden) shown += 1;
      }
      group.hidden = shown === 0;
    }
  });
}
