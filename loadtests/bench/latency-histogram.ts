/** Latencies in steps of a tenth of a millisecond; what lies beyond the last step counts as the last. */
const stepsPerMs = 10;
const stepsMax = 20_000 * stepsPerMs;

export class LatencyHistogram {
  readonly #counts = new Uint32Array(stepsMax + 1);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** Negative latencies (clocks are read in different processes) count as 0. */
  add(latencyMs: number): void {
    const step = Math.min(stepsMax, Math.max(0, Math.floor(latencyMs * stepsPerMs)));
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#total += 1;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  /** The upper edge of the step that holds the nearest-rank percentile, ms; NaN without samples. */
  percentile(percent: number): number {
    if (this.#total === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil((percent / 100) * this.#total));
    let seen = 0;
    for (let step = 0; step < this.#counts.length; step += 1) {
      seen += this.#counts[step] ?? 0;
      if (seen >= rank) return (step + 1) / stepsPerMs;
    }
    return Number.NaN;
  }
}
