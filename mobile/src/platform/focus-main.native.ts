/** Screen readers of phones go by touch: there is nothing to skip. */
export function focusMain(): void {}
