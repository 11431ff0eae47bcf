/**
 * Tries rising steps from the one at `from` on, as long as they pass; when that one fails, falling ones until one passes.
 * `measure` gives undefined for a step that fails. Resolves with what the highest step that passed gave, if any.
 */
export async function highestPassing<T>(
  steps: readonly number[],
  from: number,
  measure: (step: number) => Promise<T | undefined>,
): Promise<T | undefined> {
  let best: T | undefined;
  for (const step of steps.slice(from)) {
    const passed = await measure(step);
    if (passed === undefined) break;
    best = passed;
  }
  if (best !== undefined) return best;
  for (const step of steps.slice(0, from).reverse()) {
    const passed = await measure(step);
    if (passed !== undefined) return passed;
  }
  return undefined;
}
