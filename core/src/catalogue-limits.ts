/** Bounds of gifts and coin packages as they are sold, a part of `limits`. */
export const catalogueLimits = {
  /** Gifts that there have ever been, those taken off sale too; `validation_failed`. */
  catalogueGiftsMax: 500,
  /** Coin packages that there have ever been; `validation_failed`. */
  coinPackagesMax: 50,
  /** A gift's price, and the coins of a package with its bonus; `validation_failed`. */
  giftCoinsMax: 1_000_000n,
  packageCoinsMax: 10_000_000n,
  /** A price of a package in minor units; `validation_failed`. */
  packagePriceMinorMax: 100_000_000n,
  /** A gift's name in one language, and a product's name in a store, characters; `validation_failed`. */
  catalogueNameCharsMax: 40,
  catalogueProductCharsMax: 100,
  catalogueEmojiCharsMax: 16,
  /** Countries that one version names; `validation_failed`. */
  catalogueCountriesMax: 250,
  /** How far ahead a version may be published, and how far its end may lie; `validation_failed`. */
  catalogueAheadMs: 366 * 86_400_000,
  /** A price that was just replaced is taken for this long from who named it; then `gift_changed`. */
  giftGraceMs: 20_000,
  /** A gateway's clock may be behind that of whoever told a sender of a new price. */
  giftClockToleranceMs: 3_000,
  /** A price may become so many percent of any that held within the window, and its reciprocal; beyond, a second person agrees. */
  cataloguePriceFactorPercentMax: 150,
  cataloguePriceWindowMs: 24 * 3_600_000,
  /** How often the catalogue is compared with what gateways read, and how often gateways look whether it changed. */
  catalogueRefreshMs: 2_000,
  catalogueLookMs: 500,
  /** A gateway that cannot read the catalogue goes by its last copy for this long; then `unavailable`. */
  catalogueStaleMs: 5 * 60_000,
  /** A picture that was sent for a gift waits so long for a version that names it. */
  catalogueImageWaitMs: 24 * 3_600_000,
  /** Apps spread their question for a changed catalogue over this, so that a full room does not ask at once. */
  clientCatalogueSpreadMs: 1_000,
} as const;
