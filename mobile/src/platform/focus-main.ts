/** Moves the focus, and with it a screen reader, to the main part of the screen. */
export function focusMain(): void {
  const main = document.querySelector('[role="main"]');
  if (!(main instanceof HTMLElement)) return;
  // Reachable by script alone: the keyboard goes on to what is inside.
  main.tabIndex = -1;
  main.focus();
}
