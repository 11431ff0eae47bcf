import type { Catalogue } from './catalogue.ts';
import { account } from './ne/account.ts';
import { auth } from './ne/auth.ts';
import { categories } from './ne/categories.ts';
import { ended } from './ne/ended.ts';
import { errors } from './ne/errors.ts';
import { failure } from './ne/failure.ts';
import { fields } from './ne/fields.ts';
import { format } from './ne/format.ts';
import { gifts } from './ne/gifts.ts';
import { goLive } from './ne/go-live.ts';
import { host } from './ne/host.ts';
import { legal } from './ne/legal.ts';
import { live } from './ne/live.ts';
import { lobby } from './ne/lobby.ts';
import { moderation } from './ne/moderation.ts';
import { notifications } from './ne/notifications.ts';
import { payouts } from './ne/payouts.ts';
import { people } from './ne/people.ts';
import { privacy } from './ne/privacy.ts';
import { purchase } from './ne/purchase.ts';
import { room } from './ne/room.ts';
import { search } from './ne/search.ts';
import { settings } from './ne/settings.ts';
import { shell } from './ne/shell.ts';
import { stepUp } from './ne/step-up.ts';
import { stored } from './ne/stored.ts';
import { summary } from './ne/summary.ts';
import { support } from './ne/support.ts';
import { ui } from './ne/ui.ts';
import { verify } from './ne/verify.ts';
import { wallet } from './ne/wallet.ts';
import { watching } from './ne/watching.ts';

/** Everything that the app says, in Nepali. */
export const nepali: Catalogue = {
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
