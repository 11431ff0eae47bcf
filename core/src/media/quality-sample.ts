/**
 * Agora's grade of one direction: 0 unknown, 1 excellent, 2 good, 3 slightly impaired, 4 not smooth, 5 hardly usable,
 * 6 disconnected.
 */
export type NetworkGrade = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** What is known of a connection at one moment. Absent: not told. */
export interface QualitySample {
  /** Time that only moves forward, ms. */
  readonly atMs: number;
  /** The grade of the direction that matters: uplink for who publishes, downlink for who watches. */
  readonly grade: NetworkGrade;
  readonly rttMs?: number | undefined;
  /** Packets lost, percent. */
  readonly lossPercent?: number | undefined;
  /** Estimate of what the line can carry, kilobits a second. */
  readonly bandwidthKbps?: number | undefined;
  /** The device cannot encode or decode as fast as it should. */
  readonly overloaded?: boolean | undefined;
}

/** A number from an engine as a grade; what is none counts as unknown. */
export function gradeOf(value: number): NetworkGrade {
  switch (value) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
      return value;
    default:
      return 0;
  }
}
