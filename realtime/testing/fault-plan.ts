/** What a run of the fault tests was asked for: `npm run test:faults` sets it, `npm test` takes the defaults. */
export interface FaultPlan {
  /** Seeds of the histories, in order. */
  readonly seeds: readonly number[];
  /** Steps of one history. */
  readonly steps: number;
  /** Clients of the reconnect storm. */
  readonly stormClients: number;
}

/** Reads FAULTS_SEED, FAULTS_REPEAT, FAULTS_STEPS, FAULTS_STORM_CLIENTS. Without a seed one is made of the time. */
export function faultPlan(environment: Readonly<Record<string, string | undefined>>, nowMs: number): FaultPlan {
  const whole = (name: string, otherwise: number): number => {
    const text = environment[name];
    if (text === undefined || text === '') return otherwise;
    if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} must be a whole number`);
    return Number(text);
  };
  const first = whole('FAULTS_SEED', nowMs % 1_000_000);
  const repeat = whole('FAULTS_REPEAT', 1);
  return {
    seeds: Array.from({ length: repeat }, (_, i) => first + i),
    steps: whole('FAULTS_STEPS', 20),
    stormClients: whole('FAULTS_STORM_CLIENTS', 150),
  };
}
