/** Coins that the platform gives away, so many to each person, up to a budget; as `promotion_campaigns` keeps it. */
export interface Promotion {
  readonly _id: string;
  readonly name: string;
  readonly coinsEach: bigint;
  readonly budget: bigint;
  /** Given, or about to be: what is granted is taken from the budget first. */
  readonly reserved: bigint;
  readonly status: 'requested' | 'active' | 'rejected';
  readonly createdAt: Date;
}

/** One person's part of a promotion: `<promotion>:<subject>`, which is the order id of its entry in the ledger too. */
export interface PromotionGrant {
  readonly _id: string;
  readonly campaignId: string;
  readonly userId: string;
  readonly coins: bigint;
  /** The ledger's writer makes it `credited`. */
  readonly status: 'pending' | 'credited' | 'refused';
  readonly by: string;
  readonly createdAt: Date;
  readonly nextAt: Date;
  readonly tries: number;
  readonly outcome?: string;
}

export interface PromotionStore {
  /** Once by its id. */
  insert(promotion: Promotion): Promise<void>;
  get(id: string): Promise<Promotion | undefined>;
  /** From `requested` alone. */
  decide(id: string, status: 'active' | 'rejected'): Promise<void>;
  /** In one transaction: the grant, once for each person, and its share of the budget. */
  grant(
    promotion: Promotion,
    subject: string,
    by: string,
    nowMs: number,
  ): Promise<'created' | 'exists' | 'over_budget'>;
  /** The wallet will never take it: its share is free again, in one transaction. */
  refuse(grant: PromotionGrant, outcome: string): Promise<void>;
  /** Takes the right to credit it until then, against when it was due; false: it is somebody else's, or over. */
  claim(grant: PromotionGrant, untilMs: number): Promise<boolean>;
  postpone(id: string, untilMs: number): Promise<void>;
  due(nowMs: number, limit: number): Promise<readonly PromotionGrant[]>;
}
