/** Viewers of one host over all ended broadcasts. */
export interface HostViewerTotals {
  /** People, each counted once; an estimate within about 1%. */
  readonly unique: number;
  /** The most at once in any broadcast. */
  readonly peak: number;
}

export interface HostViewers {
  /** Counts a broadcast's viewers in. `sketch`: its HyperLogLog. The same broadcast again changes nothing. */
  add(hostId: string, sketch: Uint8Array, peak: number): Promise<void>;
  of(hostId: string): Promise<HostViewerTotals>;
}
