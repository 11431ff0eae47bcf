import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { StoredMail } from '../accounts/notifications/dev-mailbox-object.ts';
import { devMailboxOf } from '../accounts/notifications/mail.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { page } from '../http/page.ts';

/** Development only: every mail that would have been sent, for people (`/dev/mailbox`) and bots (`.json?to=`). */
export function devMailboxRoutes(app: Hono<EdgeEnv>): void {
  app.get('/dev/mailbox', async (c) => {
    const mails = await devMailboxOf(c.env).list(c.req.query('to'));
    return c.html(page('Development mailbox', mailList(mails)));
  });

  app.get('/dev/mailbox.json', async (c) => {
    const mails = await devMailboxOf(c.env).list(c.req.query('to'));
    // The code stands first: a reader that takes the first six digits finds it even if the address holds some.
    const items = mails.map(({ code, text, subject, to, atMs }) => ({
      code,
      text,
      subject,
      to,
      at: new Date(atMs).toISOString(),
    }));
    return c.json({ success: true, data: { items } });
  });
}

function mailList(mails: readonly StoredMail[]) {
  if (mails.length === 0) return html`<p>No mail yet. Register an account, then reload.</p>`;
  return html`${mails.map(
    (mail) => html`
      <article>
        <h2>${mail.subject}</h2>
        <p class="meta">to ${mail.to} · ${new Date(mail.atMs).toISOString()}</p>
        ${mail.code === null ? '' : html`<p class="code">${mail.code}</p>`}
        <p>${mail.text}</p>
      </article>
    `,
  )}`;
}
