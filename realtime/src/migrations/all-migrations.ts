import { collectionsMigration } from './0001-collections.ts';
import { ledgerHeadsMigration } from './0002-ledger-heads.ts';
import { giftsMigration } from './0003-gifts.ts';
import { originMigration } from './0004-origin.ts';
import { peopleMigration } from './0005-people.ts';
import { roomModerationMigration } from './0006-room-moderation.ts';
import { hostViewersMigration } from './0007-host-viewers.ts';
import { giftRollupsMigration } from './0008-gift-rollups.ts';
import { ledgerKindsMigration } from './0009-ledger-kinds.ts';
import { paymentsMigration } from './0010-payments.ts';
import { payoutsMigration } from './0011-payouts.ts';
import { fraudMigration } from './0012-fraud.ts';
import { parkedGiftsMigration } from './0013-parked-gifts.ts';
import { leanIndexesMigration } from './0014-lean-indexes.ts';
import { ledgerTermsMigration } from './0015-ledger-terms.ts';
import { streamsMigration } from './0016-streams.ts';
import { discoveryMigration } from './0017-discovery.ts';
import { battlesMigration } from './0018-battles.ts';
import { mediaRemovalsMigration } from './0019-media-removals.ts';
import { imagesMigration } from './0020-images.ts';
import { pushMigration } from './0021-push.ts';
import { consentsMigration } from './0022-consents.ts';
import { dataExportsMigration } from './0023-data-exports.ts';
import { erasureMigration } from './0024-erasure.ts';
import { privacyRequestsMigration } from './0025-privacy-requests.ts';
import { retentionMigration } from './0026-retention.ts';
import { erasureIndexesMigration } from './0027-erasure-indexes.ts';
import { returnedPayoutsMigration } from './0028-returned-payouts.ts';
import { hostAvatarsMigration } from './0029-host-avatars.ts';
import { earlierPayoutsMigration } from './0030-earlier-payouts.ts';
import { casesMigration } from './0032-cases.ts';
import { keptChatMigration } from './0033-kept-chat.ts';
import { accountSanctionsMigration } from './0034-account-sanctions.ts';
import { financeListsMigration } from './0035-finance-lists.ts';
import { catalogueMigration } from './0036-catalogue.ts';
import { platformMigration } from './0037-platform.ts';
import { switchesMigration } from './0038-switches.ts';
import type { Migration } from './migration.ts';

/** In order. Append only. */
export const allMigrations: readonly Migration[] = [
  collectionsMigration,
  ledgerHeadsMigration,
  giftsMigration,
  originMigration,
  peopleMigration,
  roomModerationMigration,
  hostViewersMigration,
  giftRollupsMigration,
  ledgerKindsMigration,
  paymentsMigration,
  payoutsMigration,
  fraudMigration,
  parkedGiftsMigration,
  leanIndexesMigration,
  ledgerTermsMigration,
  streamsMigration,
  discoveryMigration,
  battlesMigration,
  mediaRemovalsMigration,
  imagesMigration,
  pushMigration,
  consentsMigration,
  dataExportsMigration,
  erasureMigration,
  privacyRequestsMigration,
  retentionMigration,
  erasureIndexesMigration,
  returnedPayoutsMigration,
  hostAvatarsMigration,
  earlierPayoutsMigration,
  casesMigration,
  catalogueMigration,
  keptChatMigration,
  platformMigration,
  financeListsMigration,
  accountSanctionsMigration,
  switchesMigration,
];
