/** A failure with one readable line; the launcher prints it without a stack. */
export class LaunchProblem extends Error {}
