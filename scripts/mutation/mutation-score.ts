/** How many mutants were noticed. */
export interface MutationScore {
  readonly killed: number;
  readonly survived: number;
  /** 0 to 100; not a number where nothing was mutated, which no bar accepts. */
  readonly percent: number;
}

const noticed: ReadonlySet<string> = new Set(['Killed', 'Timeout']);
const unnoticed: ReadonlySet<string> = new Set(['Survived', 'NoCoverage']);

/** The score of mutants by their statuses: those that no test reaches count as unnoticed, those that do not run at all as nothing. */
export function scoreOf(statuses: readonly string[]): MutationScore {
  const killed = statuses.filter((status) => noticed.has(status)).length;
  const survived = statuses.filter((status) => unnoticed.has(status)).length;
  return { killed, survived, percent: (100 * killed) / (killed + survived) };
}

/** One line for people. */
export function scoreText(area: string, { killed, survived, percent }: MutationScore): string {
  return `${area}: ${percent.toFixed(1)}% (${killed} mutants noticed, ${survived} not)`;
}
