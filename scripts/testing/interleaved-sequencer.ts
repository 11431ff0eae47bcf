import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files whose tests take longest: begun early, so that none of them stands alone at the end. */
const slowFile = /\/(?:faults|bench|ledger-cli|ledger|main|gateway)\//;

/**
 * Runs integration tests, which mostly wait, beside Worker tests, which mostly compute, so that no core stands idle; then
 * everything short. Within a project slow files come first.
 */
export class InterleavedSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const of = (...projects: string[]) => sorted.filter(({ project }) => projects.includes(project.name));
    const slowFirst = of('integration').toSorted((a, b) => Number(isSlow(b)) - Number(isSlow(a)));
    const long = interleave(slowFirst, of('workerd'));
    return [...long, ...sorted.filter((file) => !long.includes(file))];
  }
}

function isSlow({ moduleId }: TestSpecification): boolean {
  return slowFile.test(moduleId.replaceAll('\\', '/'));
}

/** Both lists in their order, spread evenly over one. */
export function interleave<T>(first: readonly T[], second: readonly T[]): T[] {
  const placed = [first, second].flatMap((list) => list.map((item, at) => ({ item, place: (at + 0.5) / list.length })));
  return placed.toSorted((a, b) => a.place - b.place).map(({ item }) => item);
}
