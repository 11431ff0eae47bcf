import type { Hono } from 'hono';
import { html } from 'hono/html';
import { devMailboxOf } from '../accounts/notifications/dev-mailbox.ts';
import type { StoredMessage } from '../accounts/notifications/dev-mailbox-object.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { page } from '../http/page.ts';

/** Development only: every mail and text message that would have been sent, for people and for bots (`.json?to=`). */
export function devMailboxRoutes(app: Hono<EdgeEnv>): void {
  app.get('/dev/mailbox', async (c) => {
    const recipient = c.req.query('to');
    const messages = await devMailboxOf(c.env).list(recipient);
    return c.html(page('Development mailbox', mailboxPage(messages, recipient)));
  });

  app.get('/dev/mailbox.json', async (c) => {
    const messages = await devMailboxOf(c.env).list(c.req.query('to'));
    // The code stands first: a reader that takes the first six digits finds it even if the address holds some.
    const items = messages.map(({ code, text, subject, to, channel, atMs }) => ({
      code,
      text,
      subject,
      to,
      channel,
      at: new Date(atMs).toISOString(),
    }));
    return c.json({ success: true, data: { items } });
  });
}

function mailboxPage(messages: readonly StoredMessage[], recipient: string | undefined) {
  return html`
    <p class="meta">
      What a provider would have sent, newest first. Nothing leaves this machine.
      ${recipient === undefined ? '' : html`Only to <b>${recipient}</b>; <a href="/dev/mailbox">show all</a>.`}
    </p>
    ${messages.length === 0 ? html`<p>Nothing yet. Register an account, then reload.</p>` : messages.map(message)}
  `;
}

function message({ channel, to, subject, text, code, atMs }: StoredMessage) {
  const at = new Date(atMs).toISOString();
  return html`
    <article>
      <h2>${channel === 'sms' ? 'Text message' : subject}</h2>
      <p class="meta">
        ${channel === 'sms' ? 'SMS' : 'Mail'} to <a href="/dev/mailbox?to=${encodeURIComponent(to)}">${to}</a> ·
        <time datetime="${at}">${at.slice(0, 19).replace('T', ' ')} UTC</time>
      </p>
      ${code === null ? '' : html`<p class="code">${code}</p>`}
      ${text.split('\n\n').map((paragraph) => html`<p class="message">${paragraph}</p>`)}
    </article>
  `;
}
