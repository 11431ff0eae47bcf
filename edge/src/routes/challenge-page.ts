import { CHALLENGE_MESSAGE } from '@halobuzz/core/challenge-frame';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { ChallengeAction } from '../accounts/defence/turnstile.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { htmlDocument } from '../http/page.ts';

/** Pages below it run what comes from Turnstile; no other page of ours does. */
export const CHALLENGE_PATH = '/challenge/';

const actions: readonly ChallengeAction[] = ['sign_up', 'sign_in'];

/**
 * The page of one challenge, for a frame of the web app and for the apps' web view. Its script (edge/pages/challenge.ts)
 * draws Turnstile's widget and hands the token to whoever shows the page. 404 where challenges are off.
 */
export function challengePages(app: Hono<EdgeEnv>): void {
  app.get(`${CHALLENGE_PATH}:action`, (c) => {
    const { turnstile } = c.get('services').config;
    const action = actions.find((known) => known === c.req.param('action'));
    if (turnstile === undefined || action === undefined) throw new AppError('not_found');
    return c.html(
      htmlDocument(
        { title: 'Challenge', styleSheet: '/pages/challenge.css' },
        html`
          <div
            data-site-key="${turnstile.siteKey}"
            data-action="${action}"
            data-library="${turnstile.apiUrl}/turnstile/v0/api.js?render=explicit"
            data-message="${CHALLENGE_MESSAGE}"
          ></div>
          <script type="module" src="/pages/challenge.js"></script>
        `,
      ),
    );
  });
}
