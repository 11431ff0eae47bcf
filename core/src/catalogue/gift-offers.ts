import { z } from 'zod';
import type { GiftOffer } from '../gifts.ts';
import { parseAmount } from '../money.ts';
import { amountSchema } from '../protocol/messages/fields.ts';

const countryCodes = z.array(z.string());
const offersSchema = z.array(
  z.strictObject({
    version: z.int().min(1),
    coins: amountSchema,
    fromMs: z.int(),
    untilMs: z.int().optional(),
    withdrawn: z.boolean().optional(),
    countries: z.strictObject({ only: countryCodes.optional(), except: countryCodes.optional() }).optional(),
  }),
);

/** The offers of one gift as control Redis holds them for gateways: JSON, coins as a decimal string. */
export function writeGiftOffers(offers: readonly GiftOffer[]): string {
  return JSON.stringify(offers.map((offer) => ({ ...offer, coins: offer.coins.toString() })));
}

/** What {@link writeGiftOffers} wrote; nothing of a text that it did not write, or with a price of nothing. */
export function readGiftOffers(text: string): readonly GiftOffer[] {
  try {
    return offersSchema.parse(JSON.parse(text)).map((offer) => {
      const coins = parseAmount(offer.coins);
      if (coins === undefined || coins === 0n) throw new RangeError('no price');
      return { ...offer, coins };
    });
  } catch {
    return [];
  }
}
