/** What a run of the fault tests was asked for: `npm run test:faults` sets it, `npm test` takes the defaults. */
export interface FaultPlan {
  /** Seeds of the histories, in order. */
  readonly seeds: readonly number[];
  /** Steps of one history. */
  readonly steps: number;
  /** Clients of the reconnect storm. */
  readonly stormClients: number;
  /** Simulated histories of the ledger, from the first seed on. */
  readonly ledgerHistories: number;
  /** Asked for by `npm run test:faults`: everything is played, not what stands for it. */
  readonly long: boolean;
}

/** Played by `npm test`: the same every time, so that a change is what makes it fail. `npm run test:faults` plays new ones. */
const TEST_SEED = 305;

/** Reads FAULTS_SEED, FAULTS_REPEAT, FAULTS_STEPS, FAULTS_STORM_CLIENTS, FAULTS_LEDGER_HISTORIES. */
export function faultPlan(environment: Readonly<Record<string, string | undefined>>): FaultPlan {
  const whole = (name: string, otherwise: number): number => {
    const text = environment[name];
    if (text === undefined || text === '') return otherwise;
    if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} must be a whole number`);
    return Number(text);
  };
  const first = whole('FAULTS_SEED', TEST_SEED);
  const repeat = whole('FAULTS_REPEAT', 1);
  return {
    seeds: Array.from({ length: repeat }, (_, i) => first + i),
    steps: whole('FAULTS_STEPS', 20),
    stormClients: whole('FAULTS_STORM_CLIENTS', 150),
    ledgerHistories: whole('FAULTS_LEDGER_HISTORIES', 12),
    long: environment.FAULTS_SEED !== undefined && environment.FAULTS_SEED !== '',
  };
}
