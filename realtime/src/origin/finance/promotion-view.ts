import type { Promotion } from './promotion-store.ts';

export function promotionView({ _id, name, coinsEach, budget, reserved, status, createdAt }: Promotion) {
  return {
    ...{ id: _id, name, status, coinsEach: String(coinsEach), budget: String(budget), reserved: String(reserved) },
    createdAt: createdAt.toISOString(),
  };
}
