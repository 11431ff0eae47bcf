/** A failure the user can act on: its message is one readable line, and it is shown without a stack. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

/** The one line to show for anything thrown; unexpected errors keep their stack for the log. */
export function describeProblem(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}
