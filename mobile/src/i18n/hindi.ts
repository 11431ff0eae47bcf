import type { Catalogue } from './catalogue.ts';
import { account } from './hi/account.ts';
import { auth } from './hi/auth.ts';
import { categories } from './hi/categories.ts';
import { ended } from './hi/ended.ts';
import { errors } from './hi/errors.ts';
import { failure } from './hi/failure.ts';
import { fields } from './hi/fields.ts';
import { format } from './hi/format.ts';
import { gifts } from './hi/gifts.ts';
import { goLive } from './hi/go-live.ts';
import { host } from './hi/host.ts';
import { legal } from './hi/legal.ts';
import { live } from './hi/live.ts';
import { lobby } from './hi/lobby.ts';
import { moderation } from './hi/moderation.ts';
import { notifications } from './hi/notifications.ts';
import { payouts } from './hi/payouts.ts';
import { people } from './hi/people.ts';
import { privacy } from './hi/privacy.ts';
import { purchase } from './hi/purchase.ts';
import { room } from './hi/room.ts';
import { search } from './hi/search.ts';
import { settings } from './hi/settings.ts';
import { shell } from './hi/shell.ts';
import { stepUp } from './hi/step-up.ts';
import { stored } from './hi/stored.ts';
import { summary } from './hi/summary.ts';
import { support } from './hi/support.ts';
import { ui } from './hi/ui.ts';
import { verify } from './hi/verify.ts';
import { wallet } from './hi/wallet.ts';
import { watching } from './hi/watching.ts';

/** Everything that the app says, in Hindi. */
export const hindi: Catalogue = {
  account,
  auth,
  categories,
  ended,
  errors,
  failure,
  fields,
  format,
  gifts,
  goLive,
  host,
  legal,
  live,
  lobby,
  notifications,
  moderation,
  payouts,
  people,
  privacy,
  purchase,
  room,
  search,
  settings,
  shell,
  stepUp,
  stored,
  summary,
  support,
  ui,
  verify,
  wallet,
  watching,
};
