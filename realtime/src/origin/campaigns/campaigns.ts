import type { StartCampaignRequest } from '@halobuzz/core/api/campaigns';
import type { CampaignWork } from '@halobuzz/core/api/internal-consents';

export interface StoredCampaign extends StartCampaignRequest {
  readonly by: string;
  readonly status: 'sending' | 'done' | 'stopped';
  readonly asked: number;
  readonly queued: number;
  readonly createdAtMs: number;
  readonly endedAtMs?: number | undefined;
}

/** Where a page of a campaign began and ended, and what came of it. */
export interface CampaignProgress {
  readonly after?: string | undefined;
  readonly next?: string | undefined;
  readonly asked: number;
  readonly queued: number;
}

/** Marketing mails. Who wants one is decided by accounts, in the order in which they are asked. */
export interface Campaigns {
  /** @returns `other` when its id stands for another one, `full` while `campaignsSendingMax` are being sent */
  readonly start: (campaign: StartCampaignRequest, by: string) => Promise<StoredCampaign | 'other' | 'full'>;
  /** Newest first, behind the one named. */
  readonly list: (behind: readonly [atMs: number, id: string] | undefined, count: number) => Promise<StoredCampaign[]>;
  /** Asks nobody more; one that ended stays as it is. */
  readonly stop: (id: string) => Promise<StoredCampaign | undefined>;
  /** Who is to be asked next, for the campaign that has waited longest; asked again while nobody tells of progress. */
  readonly page: () => Promise<CampaignWork | undefined>;
  /** A page was asked; counts only while the campaign stands where that page began. */
  readonly progress: (id: string, progress: CampaignProgress) => Promise<void>;
}
