/** The buttons of a sandbox payment (edge/src/routes/dev-payments.ts): each calls the API, then the page is read anew. */
const buttons = document.querySelector<HTMLElement>('[data-payment]');
const told = document.querySelector<HTMLElement>('[role=status]');

for (const button of buttons?.querySelectorAll('button') ?? []) {
  button.addEventListener('click', () => {
    button.disabled = true;
    act(buttons?.dataset.payment ?? '', button.dataset.act ?? '').then(
      (problem) => {
        button.disabled = false;
        if (problem === undefined) location.reload();
        else if (told !== null) told.textContent = problem;
      },
      () => {
        button.disabled = false;
        if (told !== null) told.textContent = 'the call failed';
      },
    );
  });
}

/** Why it was not done, or undefined. */
async function act(id: string, name: string): Promise<string | undefined> {
  const answer = await fetch(`/api/v1/dev/payments/${encodeURIComponent(id)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ act: name }),
  });
  if (answer.ok) return undefined;
  const problem: unknown = await answer.json();
  const text = typeof problem === 'object' && problem !== null && 'title' in problem ? problem.title : undefined;
  return typeof text === 'string' ? text : `refused (${answer.status})`;
}

export {};
