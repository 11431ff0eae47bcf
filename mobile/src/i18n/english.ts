import { account } from './en/account.ts';
import { auth } from './en/auth.ts';
import { categories } from './en/categories.ts';
import { ended } from './en/ended.ts';
import { errors } from './en/errors.ts';
import { failure } from './en/failure.ts';
import { fields } from './en/fields.ts';
import { format } from './en/format.ts';
import { gifts } from './en/gifts.ts';
import { goLive } from './en/go-live.ts';
import { host } from './en/host.ts';
import { legal } from './en/legal.ts';
import { live } from './en/live.ts';
import { lobby } from './en/lobby.ts';
import { moderation } from './en/moderation.ts';
import { notifications } from './en/notifications.ts';
import { payouts } from './en/payouts.ts';
import { people } from './en/people.ts';
import { privacy } from './en/privacy.ts';
import { purchase } from './en/purchase.ts';
import { room } from './en/room.ts';
import { search } from './en/search.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { stepUp } from './en/step-up.ts';
import { stored } from './en/stored.ts';
import { summary } from './en/summary.ts';
import { support } from './en/support.ts';
import { ui } from './en/ui.ts';
import { verify } from './en/verify.ts';
import { wallet } from './en/wallet.ts';
import { watching } from './en/watching.ts';

/** Everything that the app says, in English: an area for each part of it. The other languages have the same shape. */
export const english = {
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
